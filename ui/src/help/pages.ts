/** The page of help of every screen, and the search in it. */
import { KEYS, type KeyLine } from '@/shared/keys'
import type { ViewName } from '@/shared/route'
import { board, handover, intake, queue, scan } from './counter'
import { archive, exchange, keys, ledger, review, settings, stock, tray } from './desk'
import type { HelpPage } from './page'

export const PAGES: Record<ViewName, HelpPage> = {
  board,
  intake,
  scan,
  review,
  keys,
  tray,
  stock,
  exchange,
  handover,
  archive,
  ledger,
  queue,
  settings,
}

/** The keys that mean something on a screen: its own first. */
export function keysOf(page: HelpPage): { own: KeyLine[]; everywhere: KeyLine[] } {
  const all: readonly KeyLine[] = KEYS
  return {
    own: all.filter((line) => page.places.includes(line.place)),
    everywhere: all.filter((line) => line.place === '到处'),
  }
}

/** One line of help that was found: where it stands, and its words. */
export interface Found {
  title: string
  words: string
  keys: string
}

/** Everything in all pages that holds these words, the present screen's first. */
export function search(text: string, here: ViewName): Found[] {
  const wanted = text.trim().toLowerCase()
  if (!wanted) return []
  const order = [here, ...(Object.keys(PAGES) as ViewName[]).filter((view) => view !== here)]
  const lines = order.flatMap((view): Found[] => {
    const page = PAGES[view]
    return [
      ...page.steps.map((words) => ({ title: page.title, words, keys: '' })),
      ...page.cases.map((one) => ({ title: page.title, words: `${one.when}：${one.then}`, keys: '' })),
    ]
  })
  const ofKeys = KEYS.map((line) => ({ title: line.place, words: line.words, keys: line.keys }))
  return [...ofKeys, ...lines].filter((line) =>
    `${line.title}${line.words}${line.keys}`.toLowerCase().includes(wanted),
  )
}
