/**
 * What two windows changed at the same place of a case. It only compares: what was typed here, what stands in the store
 * now, and what stood there when this window last saw it. It never decides which of the two holds.
 */
import type { CasePatch, CaseView } from '@/bindings'

/** One place that both changed, each to something else. */
export interface Clash {
  /** A field's name, `employees`, `materials.<id>`, or a part of the case (`years`, `business` …). */
  place: string
  mine: unknown
  theirs: unknown
}

type Plain = 'project' | 'kind' | 'business' | 'channel' | 'years' | 'count'
const PLAIN: readonly Plain[] = ['project', 'kind', 'business', 'channel', 'years', 'count']

/** The places of a patch with their values. A finding that is kept is no value of the case. */
function entries(patch: CasePatch): [string, unknown][] {
  const own = (Object.keys(patch) as (keyof CasePatch)[]).filter(
    (key) => !['fields', 'materials', 'keepFinding'].includes(key),
  )
  return [
    ...own.map((key): [string, unknown] => [key, patch[key]]),
    ...Object.entries(patch.fields ?? {}).map(([name, value]): [string, unknown] => [
      `fields.${name}`,
      value,
    ]),
    ...Object.entries(patch.materials ?? {}).map(([id, marks]): [string, unknown] => [
      `materials.${id}`,
      marks,
    ]),
  ]
}

/** What a case has at a place, in the words of a patch. */
export function standing(view: CaseView, place: string): unknown {
  const plain = PLAIN.find((one) => one === place)
  if (plain === 'years') return view.content?.years ?? 0
  if (plain) return view.content?.[plain]
  if (place === 'employees') return view.content?.employees ?? []
  if (place === 'conditions') return view.conditions?.filter((one) => one.on).map((one) => one.id) ?? []
  if (place === 'payment') return view.fee?.payment ?? ''
  if (place === 'typedFeeCents') return view.fee?.totalCents ?? 0
  const [kind, id = ''] = [place.split('.')[0], place.slice(place.indexOf('.') + 1)]
  if (kind === 'materials') return [...(view.materials?.find((one) => one.id === id)?.seen ?? [])]
  return view.content?.fields[id] ?? ''
}

const same = (a: unknown, b: unknown): boolean => {
  const plain = (value: unknown) =>
    JSON.stringify(Array.isArray(value) && typeof value[0] === 'string' ? [...value].sort() : value)
  return plain(a) === plain(b)
}

/** Where the newer case and what was typed here differ, and the other side has changed it since `base`. */
export function clashes(base: CaseView, newer: CaseView, patch: CasePatch): Clash[] {
  return entries(patch).flatMap(([place, mine]) => {
    const theirs = standing(newer, place)
    return same(standing(base, place), theirs) || same(mine, theirs) ? [] : [{ place, mine, theirs }]
  })
}

/** What would put the places of a patch back to what stands there now. */
export function inverse(view: CaseView, patch: CasePatch): CasePatch {
  const back: CasePatch = {}
  for (const [place] of entries(patch)) {
    const [kind, id] = [place.split('.')[0], place.slice(place.indexOf('.') + 1)]
    const value = standing(view, place)
    if (kind === 'fields') back.fields = { ...back.fields, [id]: value as string }
    else if (kind === 'materials') back.materials = { ...back.materials, [id]: value as never }
    else Object.assign(back, { [place]: value })
  }
  // Another business may change what hangs on it: all that is applied for goes back together.
  if (PLAIN.some((one) => one in back))
    PLAIN.forEach((one) => Object.assign(back, { [one]: standing(view, one) }))
  return back
}

/** The patch without these places. */
export function without(patch: CasePatch, places: ReadonlySet<string>): CasePatch {
  const left: CasePatch = {}
  for (const [place, value] of entries(patch)) {
    if (places.has(place)) continue
    const [kind, id] = [place.split('.')[0], place.slice(place.indexOf('.') + 1)]
    if (kind === 'fields') left.fields = { ...left.fields, [id]: value as string }
    else if (kind === 'materials') left.materials = { ...left.materials, [id]: value as never }
    else Object.assign(left, { [place]: value })
  }
  if (patch.keepFinding) left.keepFinding = patch.keepFinding
  return left
}
