/**
 * What a clerk does to a sample before it is saved: crop, turn, colour, with every step to be taken back.
 * Lengths are millimetres to a tenth, turns tenths of a degree; the picture itself is made by the core.
 */
import type { SampleEdit } from '../bindings'

/** The sides that a handle of the crop moves. */
export type Side = 'left' | 'top' | 'right' | 'bottom'
export type Handle = readonly Side[]

/** Every handle, in the order of the Tab key: corners clockwise, then sides. */
export const HANDLES: readonly Handle[] = [
  ['left', 'top'],
  ['right', 'top'],
  ['right', 'bottom'],
  ['left', 'bottom'],
  ['left'],
  ['top'],
  ['right'],
  ['bottom'],
]

/** White shown around a sample while it is edited, in mm: room to crop into. */
export const AROUND_MM = 4
const LEAST_MM = 5
const MOST_WHITE_MM = 20
const MOST_TURN = 1800

export const AS_CUT: SampleEdit = { turnTenths: 0, trimMm: [0, 0, 0, 0], style: 'seal_red' }

/** Steps done and undone, with where one stands between them. */
export interface History {
  past: readonly SampleEdit[]
  present: SampleEdit
  future: readonly SampleEdit[]
}

export const begin = (present: SampleEdit): History => ({ past: [], present, future: [] })

export const same = (a: SampleEdit, b: SampleEdit): boolean =>
  a.turnTenths === b.turnTenths && a.style === b.style && a.trimMm.every((mm, at) => mm === b.trimMm[at])

/** One step on; a step that changes nothing is none. */
export function did(history: History, next: SampleEdit): History {
  if (same(history.present, next)) return history
  return { past: [...history.past, history.present], present: next, future: [] }
}

export function undone(history: History): History {
  const before = history.past.at(-1)
  if (!before) return history
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future] }
}

export function redone(history: History): History {
  const after = history.future[0]
  if (!after) return history
  return { past: [...history.past, history.present], present: after, future: history.future.slice(1) }
}

const tenth = (mm: number): number => Math.round(mm * 10) / 10 + 0

/** Moves a handle, or the whole crop when none is held, by so many mm to the right and down. */
export function nudged(
  edit: SampleEdit,
  handle: Handle | null,
  dx: number,
  dy: number,
  size: { w: number; h: number },
): SampleEdit {
  const moves = (side: Side) => handle === null || handle.includes(side)
  const [left, top, right, bottom] = edit.trimMm
  const trimMm: SampleEdit['trimMm'] = [
    tenth(left + (moves('left') ? dx : 0)),
    tenth(top + (moves('top') ? dy : 0)),
    tenth(right - (moves('right') ? dx : 0)),
    tenth(bottom - (moves('bottom') ? dy : 0)),
  ]
  const fits =
    trimMm.every((mm) => mm >= -MOST_WHITE_MM) &&
    size.w - trimMm[0] - trimMm[2] >= LEAST_MM &&
    size.h - trimMm[1] - trimMm[3] >= LEAST_MM
  return fits ? { ...edit, trimMm } : edit
}

/** Turns by so many tenths of a degree clockwise. */
export const turned = (edit: SampleEdit, tenths: number): SampleEdit => {
  const turnTenths = edit.turnTenths + tenths
  return Math.abs(turnTenths) > MOST_TURN ? edit : { ...edit, turnTenths }
}

export const recoloured = (edit: SampleEdit): SampleEdit => ({
  ...edit,
  style: edit.style === 'seal_red' ? 'as_scanned' : 'seal_red',
})

const minus = (text: string): string => text.replace('-', '−')

/** 41.2 × 41.0 mm, with the crop taken off. */
export const sizeWords = (w: number, h: number): string => `${w.toFixed(1)} × ${h.toFixed(1)} mm`

/** 转 −0.5° */
export const turnWords = (edit: SampleEdit): string => `转 ${minus((edit.turnTenths / 10).toFixed(1))}°`
