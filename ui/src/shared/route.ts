import { reactive } from 'vue'
import type { CaseState, Refusal } from '@/bindings'
import { asRefusal } from './refusal'

/** The screens; each is `<station>/<Name>View.vue`. */
export const VIEWS = [
  'board',
  'intake',
  'scan',
  'review',
  'keys',
  'tray',
  'stock',
  'exchange',
  'handover',
  'archive',
  'ledger',
  'queue',
  'settings',
] as const
/** A screen. */
export type ViewName = (typeof VIEWS)[number]

/** Where the window is. `id` is the case, or null. */
export interface Route {
  view: ViewName
  id: number | null
}

/** `#/review/12` → review of case 12; anything unknown is the board. */
export function parseHash(hash: string): Route {
  const [view, id] = hash.replace(/^#\/?/, '').split('/')
  const known = VIEWS.find((name) => name === view) ?? 'board'
  return { view: known, id: id && /^\d+$/.test(id) ? Number(id) : null }
}

/** The present place; read-only for screens, moved by `go`. */
export const route = reactive<Route>(parseHash(globalThis.location?.hash ?? ''))

/** Saves what is under way; answers why it could not be saved, when it could not. */
type Leaving = () => Promise<Refusal | null | void> | Refusal | null | void
const leaving = new Set<Leaving>()

/** Runs before the window goes elsewhere, locks or closes (to flush a draft); returns how to take it back. */
export function beforeLeaving(run: Leaving): () => void {
  leaving.add(run)
  return () => leaving.delete(run)
}

/** Runs everything that must be done before leaving; answers what was refused. That never keeps the person back. */
export async function flushAll(): Promise<Refusal[]> {
  const ran = await Promise.allSettled([...leaving].map(async (run) => run()))
  return ran.flatMap((one) => {
    if (one.status === 'rejected') return [asRefusal(one.reason)]
    return one.value ? [one.value] : []
  })
}

/** Goes to a screen, after drafts have been flushed. */
export async function go(view: ViewName, id: number | null = null): Promise<void> {
  await flushAll()
  stand(view, id)
}

function stand(view: ViewName, id: number | null): void {
  const hash = id === null ? `#/${view}` : `#/${view}/${id}`
  Object.assign(route, { view, id })
  // No trail is left behind: going back in the window's history would lead the next person to this one's case.
  if (location.hash !== hash) history.replaceState(null, '', hash)
}

/** To the board, without a word to the screens: they are another person's. */
export function forgetPlace(): void {
  stand('board', null)
}

globalThis.addEventListener?.('hashchange', () => Object.assign(route, parseHash(location.hash)))

/** The screen on which a case in this state is worked on. */
export function homeOf(state: CaseState): ViewName {
  switch (state) {
    case 'draft':
    case 'printed':
    case 'returned':
      return 'intake'
    case 'scanning':
      return 'scan'
    case 'in_review':
      return 'review'
    case 'approved':
    case 'at_ca':
      return 'keys'
    case 'ready':
      return 'handover'
    case 'closed':
    case 'void':
      return 'archive'
  }
}
