import type { FieldInfo } from '@/bindings'
import { screenLabel } from './words'

/** A row of the annex. */
export type Row = Record<string, string>

/** Most rows taken from one paste; more is no annex but a mistake. */
export const MOST = 200

/** Whether pasted text is more than one cell. */
export const isSheet = (text: string): boolean => /[\t\n\r]/.test(text.replace(/[\r\n]+$/, ''))

/**
 * Reads cells copied from a spreadsheet. With a head line the columns are found by their names, in whatever order;
 * without one they are taken in the annex's order, beginning at the column that was pasted into.
 */
export function readSheet(text: string, columns: readonly FieldInfo[], fromColumn = 0): Row[] {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.split('\t').map((cell) => cell.replace(/\u00a0/g, ' ').trim()))
    .filter((cells) => cells.some(Boolean))
  const head = lines[0]
  if (!head) return []
  const named = head.map(
    (cell) => columns.find((c) => screenLabel(c.label) === screenLabel(cell))?.id ?? null,
  )
  const hasHead = named.some((id) => id !== null)
  const order = hasHead ? named : columns.slice(fromColumn).map((c) => c.id)
  return lines.slice(hasHead ? 1 : 0, MOST + (hasHead ? 1 : 0)).map((cells) => {
    const row: Row = {}
    cells.forEach((cell, i) => {
      const id = order[i]
      if (id && cell)
        row[id] = valueOf(
          cell,
          columns.find((c) => c.id === id),
        )
    })
    return row
  })
}

/** A choice may be pasted by its Chinese word; numbers that a spreadsheet quoted lose the quote. */
function valueOf(cell: string, column: FieldInfo | undefined): string {
  const option = column?.options.find((o) => o.label === cell || o.value === cell)
  return option ? option.value : cell.replace(/^'/, '')
}

/** Lays pasted rows over the annex from a row on; rows beyond the end are added. */
export function layOver(rows: readonly Row[], pasted: readonly Row[], fromRow: number): Row[] {
  const all = rows.map((row) => ({ ...row }))
  pasted.forEach((row, i) => {
    const at = fromRow + i
    while (all.length <= at) all.push({})
    Object.assign(all[at] as Row, row)
  })
  return all
}

/** Rows in which nothing stands. */
export const isBlank = (row: Row): boolean => Object.values(row).every((value) => value.trim() === '')
