import { reactive } from 'vue'
import type { Hit } from '@/bindings'

/**
 * What was opened from the look-up in this sitting, newest first. Kept in memory only: names of cases are
 * never written outside the encrypted store. Forgotten when somebody else signs in.
 */
export const recents = reactive<{ account: number; hits: Hit[] }>({ account: 0, hits: [] })

/** Remembers a hit. */
export function remember(account: number, hit: Hit): void {
  if (recents.account !== account) Object.assign(recents, { account, hits: [] })
  recents.hits = [hit, ...recents.hits.filter((h) => h.kind !== hit.kind || h.id !== hit.id)].slice(0, 8)
}
