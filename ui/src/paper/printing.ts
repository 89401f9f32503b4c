import { reactive } from 'vue'
import type { PrintTo } from '@/bindings'

/** Where prints went last, for this sitting. */
export const printing = reactive<{ to: PrintTo }>({ to: 'printer' })
