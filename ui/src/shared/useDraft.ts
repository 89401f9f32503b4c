import { onBeforeUnmount, reactive } from 'vue'
import type { CasePatch, CaseView, Refusal, SaveCase } from '@/bindings'
import { clashes, without, type Clash } from './clashes'
import { beforeLeaving } from './route'
import { asRefusal } from './refusal'

/** What the save line says. */
export interface DraftState {
  /**
   * `saved`, `spooled` (kept at this window until the hall's server is back), `pending` (typed, not sent), `saving`,
   * `failed`, `conflict` (changed elsewhere).
   */
  phase: 'saved' | 'spooled' | 'pending' | 'saving' | 'failed' | 'conflict'
  /** When the desk last had everything. */
  savedAt: string
  /** Why the last save did not go through. */
  refusal: Refusal | null
  /** What somebody else changed at the same places; nothing is sent until the person has chosen. */
  clashes: Clash[]
}

/** What the queue needs of its surroundings; a test gives its own. */
export interface DraftDeps {
  save(args: SaveCase): Promise<CaseView>
  /** The whole case again, after a conflict. */
  load(id: number): Promise<CaseView>
  /** A fresh case came back. `pending` is what was typed meanwhile and still has to go. */
  taken(view: CaseView, pending: CasePatch): void
  /** Milliseconds of silence before what was typed is sent. */
  debounce?: number
  /** Milliseconds after the first unsent key at which it goes although the typing goes on. */
  atMost?: number
  schedule?: (run: () => void, ms: number) => () => void
  now?: () => number
}

/** A pause in typing after which it is sent. */
const DEBOUNCE_MS = 400
/** With the save itself this stays below the second that may be lost at the most, whatever happens to the machine. */
const AT_MOST_MS = 700

/** Two patches as one; the later one wins field by field. */
export function merge(first: CasePatch, second: CasePatch): CasePatch {
  const both: CasePatch = { ...first, ...second }
  if (first.fields || second.fields) both.fields = { ...first.fields, ...second.fields }
  if (first.materials || second.materials) both.materials = { ...first.materials, ...second.materials }
  return both
}

/** Where all of what was typed is. */
const settledAs = (view: CaseView) => (view.kept === 'spool' ? 'spooled' : 'saved')

const isEmpty = (patch: CasePatch) => Object.keys(patch).length === 0

/**
 * Saves a draft as it is typed: one save under way at a time, everything typed meanwhile goes with the next one.
 * A save of an older revision is refused by the desk (`case-changed-elsewhere`); then the newer case is loaded. What
 * was typed here at places that nobody else changed is laid over it and sent again, once; where both changed the same
 * place the person is asked, place by place. Nothing typed is dropped, and nothing of the other side is overwritten
 * unseen.
 */
export class DraftQueue {
  readonly state = reactive<DraftState>({ phase: 'saved', savedAt: '', refusal: null, clashes: [] })
  private id: number
  private revision: number
  /** The case as this window last saw it whole. */
  private base: CaseView
  private pending: CasePatch = {}
  private flying: Promise<void> | null = null
  private cancel: (() => void) | null = null
  /** When the oldest unsent key was typed. */
  private since = 0

  constructor(
    view: CaseView,
    private readonly deps: DraftDeps,
  ) {
    this.base = view
    this.id = view.id
    this.revision = view.revision
    this.state.savedAt = view.savedAt
    this.state.phase = settledAs(view)
  }

  /** Takes over a case that another command answered (print, submit). */
  take(view: CaseView): void {
    this.base = view
    this.id = view.id
    this.revision = view.revision
    this.state.savedAt = view.savedAt
    // What was kept here is in the books by now, or the other way round.
    if (this.state.phase === 'saved' || this.state.phase === 'spooled') this.state.phase = settledAs(view)
  }

  /** What has been typed and not yet been sent. */
  get unsent(): CasePatch {
    return this.pending
  }

  /** Lays a change into the queue; sent after a moment of silence. */
  put(patch: CasePatch): void {
    // Two decisions to keep a finding cannot share a save: the first goes now.
    if (patch.keepFinding && this.pending.keepFinding) void this.flush()
    const now = (this.deps.now ?? Date.now)()
    if (isEmpty(this.pending)) this.since = now
    this.pending = merge(this.pending, patch)
    if (this.state.phase !== 'conflict' && !this.flying) this.state.phase = 'pending'
    this.cancel?.()
    const schedule = this.deps.schedule ?? timer
    const left = (this.deps.atMost ?? AT_MOST_MS) - (now - this.since)
    const wait = Math.max(0, Math.min(this.deps.debounce ?? DEBOUNCE_MS, left))
    this.cancel = schedule(() => void this.flush(), wait)
  }

  /** Sends now, and waits until the desk has everything or has refused. */
  async flush(): Promise<void> {
    this.cancel?.()
    this.cancel = null
    while (this.flying) await this.flying
    if (isEmpty(this.pending) || this.state.clashes.length) return
    this.flying = this.send(true)
    try {
      await this.flying
    } finally {
      this.flying = null
    }
    // What was typed during the save is sent with its own timer, or by the next flush.
    if (['saved', 'spooled'].includes(this.state.phase) && !isEmpty(this.pending))
      this.state.phase = 'pending'
  }

  private async send(again: boolean): Promise<void> {
    const patch = this.pending
    this.pending = {}
    this.state.phase = 'saving'
    try {
      const view = await this.deps.save({ id: this.id, revision: this.revision, patch })
      this.take(view)
      this.state.phase = settledAs(view)
      this.state.refusal = null
      this.deps.taken(view, this.pending)
    } catch (thrown) {
      const refusal = asRefusal(thrown)
      this.pending = merge(patch, this.pending)
      // What was refused is not sent again at every key, but as if it had just been typed.
      this.since = (this.deps.now ?? Date.now)()
      this.state.refusal = refusal
      if (refusal.code !== 'case-changed-elsewhere' || !again) {
        this.state.phase = refusal.code === 'case-changed-elsewhere' ? 'conflict' : 'failed'
        return
      }
      try {
        const newer = await this.deps.load(this.id)
        this.state.clashes = clashes(this.base, newer, this.pending)
        this.take(newer)
        this.deps.taken(newer, this.pending)
        if (this.state.clashes.length) {
          this.state.phase = 'conflict'
          return
        }
      } catch (second) {
        this.state.refusal = asRefusal(second)
        this.state.phase = 'failed'
        return
      }
      await this.send(false)
    }
  }

  /** The person has chosen: at these places what the other side wrote holds, everywhere else what was typed here. */
  async resolve(theirs: ReadonlySet<string>): Promise<void> {
    this.pending = without(this.pending, theirs)
    this.state.clashes = []
    this.state.refusal = null
    this.state.phase = isEmpty(this.pending) ? 'saved' : 'pending'
    this.deps.taken(this.base, this.pending)
    await this.flush()
  }

  /** Stops the timer (the queue's owner goes away; call `flush` first). */
  stop(): void {
    this.cancel?.()
  }
}

function timer(run: () => void, ms: number): () => void {
  const id = setTimeout(run, ms)
  return () => clearTimeout(id)
}

/** What could not be saved when its screen went away, by account and case; offered again to the same person only. */
const kept = new Map<string, CasePatch>()

/** What of this case this account could not save before; given out once. */
export function takeKept(account: number, id: number): CasePatch | null {
  const key = `${account}:${id}`
  const patch = kept.get(key) ?? null
  kept.delete(key)
  return patch
}

/**
 * A draft queue bound to a component: flushed before leaving, locking and unmounting; what is refused even then is
 * kept.
 */
export function useDraft(view: CaseView, deps: DraftDeps, account: number) {
  const queue = new DraftQueue(view, deps)
  const off = beforeLeaving(async () => {
    await queue.flush()
    return isEmpty(queue.unsent) ? null : queue.state.refusal
  })
  onBeforeUnmount(async () => {
    off()
    await queue.flush()
    queue.stop()
    if (!isEmpty(queue.unsent)) kept.set(`${account}:${view.id}`, queue.unsent)
  })
  return { queue, state: queue.state }
}
