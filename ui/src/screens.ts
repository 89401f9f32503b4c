// The screens behind their names. Each is a file of its own that is fetched when it is first shown, or before.
import { defineAsyncComponent, type Component } from 'vue'
import { VIEWS, type ViewName } from './shared/route'

const files = import.meta.glob<{ default: Component }>(['./*/*View.vue', '!./session/*'])
const fileOf: Record<ViewName, string> = {
  board: 'board/Board',
  intake: 'intake/Intake',
  scan: 'scan/Scan',
  review: 'review/Review',
  keys: 'keys/Keys',
  tray: 'keys/Tray',
  stock: 'keys/Stock',
  exchange: 'exchange/Exchange',
  handover: 'handover/HandOver',
  archive: 'archive/Archive',
  ledger: 'ledger/Ledger',
  settings: 'settings/Settings',
}
const loads = VIEWS.map((view) => ({ view, load: files[`./${fileOf[view]}View.vue`] }))

export const screens = Object.fromEntries(
  loads.map(({ view, load }) => [view, defineAsyncComponent(load)]),
) as Partial<Record<ViewName, Component>>

/** Fetches all screens, one after the other, so that none is waited for when somebody goes there. */
export async function fetchScreens(): Promise<void> {
  for (const { load } of loads) await load()
}
