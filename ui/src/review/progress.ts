/**
 * The pass through a second check: what is open, where to go next, what to take back.
 * It never decides whether a case may be approved: that is the gate's word (`mayApprove`), bound to what was seen.
 */
import type { ReviewItem, VerdictGiven } from '../bindings'

/** The word on an item, as it would be given; empty where there is none. */
export const verdictOf = (item: ReviewItem): VerdictGiven => item.verdict ?? ''

export interface Progress {
  total: number
  seen: number
  ok: number
  wrong: number
  open: number
}

export function progressOf(items: ReviewItem[]): Progress {
  const ok = items.filter((item) => verdictOf(item) === 'ok').length
  const wrong = items.filter((item) => verdictOf(item) === 'wrong').length
  return { total: items.length, seen: ok + wrong, ok, wrong, open: items.length - ok - wrong }
}

/** In words what still stands in the way: 还有 6 项未核；有 1 项不符，本件只能退回. */
export function standsInTheWay({ open, wrong }: Progress): string {
  const parts = [
    open > 0 ? `还有 ${open} 项未核` : '',
    wrong > 0 ? `有 ${wrong} 项不符，本件只能退回` : '',
  ].filter(Boolean)
  return parts.join('；')
}

/** The next item without a verdict after `from`, round the end; −1 when there is none. */
export function nextOpen(items: ReviewItem[], from: number): number {
  for (let step = 1; step <= items.length; step += 1) {
    const at = (from + step) % items.length
    const item = items[at]
    if (item && verdictOf(item) === '') return at
  }
  return -1
}

/** One step up or down, staying inside the list. */
export const stepTo = (items: ReviewItem[], from: number, by: number): number =>
  Math.min(items.length - 1, Math.max(0, from + by))

export interface Group {
  name: string
  /** Index of the first item within the whole list. */
  start: number
  items: ReviewItem[]
}

/** Items under their headings, in the order in which they came; a heading that returns opens a new group. */
export function groupsOf(items: ReviewItem[]): Group[] {
  const groups: Group[] = []
  items.forEach((item, index) => {
    // A form without headings of its own still gets one here.
    const heading = item.group || '录入内容'
    // After a return what changed comes first, under a heading of its own.
    const name = item.changed ? `改过的 · ${heading}` : heading
    const last = groups.at(-1)
    if (last && last.name === name) last.items.push(item)
    else groups.push({ name, start: index, items: [item] })
  })
  return groups
}

/** Items whose verdict was there before and has fallen back, because the data, a page or a sample changed. */
export function fallenBack(before: ReviewItem[], after: ReviewItem[]): ReviewItem[] {
  return after.filter((item) => {
    const old = before.find((candidate) => candidate.id === item.id)
    return old !== undefined && verdictOf(old) !== '' && verdictOf(item) === ''
  })
}

/** Codes get grouped digits: which items hold one is told by what they hold. */
export const isCode = (value: string): boolean => /^[0-9A-Z]{15,20}$/.test(value)

/** Group lengths of a code by its own length: 信用代码 2-6-9-1, 身份证 6-8-4. */
export function codeGroups(value: string): number[] {
  if (/^\d{17}[\dX]$/.test(value) && /^[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])/.test(value)) return [6, 8, 4]
  if (value.length === 18) return [2, 6, 9, 1]
  if (/^1\d{10}$/.test(value)) return [3, 4, 4]
  return []
}

/** The form's own label without the colon that belongs to the paper: `姓 名：` → `姓 名`. */
export const plainLabel = (label: string): string => label.replace(/[：:]\s*$/, '')
