import { reactive } from 'vue'
import type { CertKind } from '@/bindings'

/**
 * The project and kind of the case before, offered for the next one of this sitting: a counter does one project for
 * hours. Never the business: what the next customer wants is asked.
 */
export const lastChoice = reactive({ project: '', kind: undefined as CertKind | undefined })
