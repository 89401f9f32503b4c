/**
 * What this window keeps while its hall's server is away: how much, and that it came in. Screens that show what was
 * kept ask again for themselves when it is in the books.
 */
import { reactive, readonly } from 'vue'
import type { SpoolCounts } from '@/bindings'

const NONE: SpoolCounts = { waiting: 0, refused: 0, ofOthers: 0, came: 0 }

interface State {
  counts: SpoolCounts
  /** Items that came in since the person last put the word about it away. */
  came: number
  /** The list is open. */
  open: boolean
}

const state = reactive<State>({ counts: { ...NONE }, came: 0, open: false })
const heard = new Set<() => void>()

/** Tells when something that was kept is in the books, or has been found to collide; returns how to stop. */
export function onHandedIn(run: () => void): () => void {
  heard.add(run)
  return () => heard.delete(run)
}

/** Takes over what the desk says now. */
function take(counts: SpoolCounts): void {
  const before = state.counts
  // Another session counts from the beginning.
  const more = counts.came >= before.came ? counts.came - before.came : counts.came
  state.counts = counts
  state.came += more
  const settled = before.waiting > 0 && counts.waiting < before.waiting
  if (more > 0 || settled) heard.forEach((run) => run())
}

/** The person has read that something came in. */
function putAway(): void {
  state.came = 0
}

/** Nobody is signed in any more: the next person begins with what is theirs. */
function forget(): void {
  Object.assign(state, { counts: { ...NONE }, came: 0, open: false })
}

export function useSpool() {
  return {
    state: readonly(state) as State,
    take,
    putAway,
    forget,
    show: (open: boolean) => {
      state.open = open
    },
  }
}
