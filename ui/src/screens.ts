// The screens behind their names. Each is a file of its own that is fetched when it is first shown.
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
  queue: 'queue/Queue',
  settings: 'settings/Settings',
}

export const screens = Object.fromEntries(
  VIEWS.map((view) => [view, defineAsyncComponent(files[`./${fileOf[view]}View.vue`])]),
) as Partial<Record<ViewName, Component>>
