/** The day's moves of the stock as they are read: a box that came in is one line, not two hundred. */
import type { StockMoveLine } from '@/bindings'
import { clockShort } from '@/shared/format'

/** Moves that were made together. */
export interface MoveGroup {
  /** The newest of them. */
  move: StockMoveLine
  /** Its serial number, or the first and the last of several. */
  serials: string
  /** How many keys. */
  count: number
}

const key = (one: StockMoveLine): string =>
  JSON.stringify([clockShort(one.at), one.boxNo, one.word, one.reason, one.caseNumber, one.by])

/** Neighbouring moves of one box, one kind and one minute, as one line each; newest first, as they come. */
export function groupMoves(moves: StockMoveLine[]): MoveGroup[] {
  const groups: MoveGroup[] = []
  for (const one of moves) {
    const last = groups.at(-1)
    if (last && key(last.move) === key(one)) {
      last.count += 1
      last.serials = `${one.serial} … ${last.move.serial}`
    } else groups.push({ move: one, serials: one.serial, count: 1 })
  }
  return groups
}
