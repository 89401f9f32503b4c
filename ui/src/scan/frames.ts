/**
 * Seal samples as the comparison shows them: by group, with the measures of all samples on common rows.
 * It never judges: verdicts, suggestion and limits are the core's.
 */
import type { Measure, MeasureKind, SampleLine, SampleVerdict } from '../bindings'

/** The order in which measures stand, whatever order the core names them in. */
const PLACES: Record<MeasureKind, number> = {
  diameter: 0,
  sides: 1,
  turn: 2,
  shape: 3,
  colour: 4,
  coverage: 5,
  sharpness: 6,
  on_line: 7,
  paper: 8,
}

export interface SampleGroup {
  name: string
  samples: SampleLine[]
  chosen: SampleLine | undefined
  /** In words: 已采用 2 号, 待裁定, 3 个样本. */
  word: string
  state: 'done' | 'block' | 'run'
}

/** The sample that a number key picks: those cut from frames from 1, what was fused of them by 0. */
export const pickedBy = (samples: SampleLine[], key: number): SampleLine | undefined =>
  key === 0 ? samples.find((sample) => sample.fused) : samples.filter((sample) => !sample.fused)[key - 1]

/** Its key: 1, 2, 3 …, 0 for the fused one. */
export const keyOf = (samples: SampleLine[], sample: SampleLine): number =>
  sample.fused ? 0 : samples.indexOf(sample) + 1

/** 2 号, 合成图 */
export const nameOf = (samples: SampleLine[], sample: SampleLine): string =>
  sample.fused ? '合成图' : `${keyOf(samples, sample)} 号`

export function groupsOf(samples: SampleLine[]): SampleGroup[] {
  const names = [...new Set(samples.map((sample) => sample.group))]
  return names.map((name) => {
    const own = samples.filter((sample) => sample.group === name)
    const chosen = own.find((sample) => sample.chosen)
    const hopeless = own.every((sample) => verdictOf(sample) === 'reject')
    return {
      name,
      samples: own,
      chosen,
      word: chosen
        ? `已采用${chosen.fused ? '' : ' '}${nameOf(own, chosen)}`
        : hopeless
          ? '须重盖'
          : '待裁定',
      state: chosen ? 'done' : hopeless ? 'block' : 'run',
    }
  })
}

/** The verdict that counts: the clerk's decision where one was taken, the measure's otherwise. */
export function verdictOf(sample: SampleLine): SampleVerdict {
  if (sample.judged) return sample.judged === 'accepted' ? 'accept' : 'reject'
  return sample.verdict
}

/** The verdict in words: that of a person who looked goes before the machine's. */
export function wordOf(sample: SampleLine): string {
  if (!sample.judged) return sample.verdictWord
  return sample.judged === 'accepted' ? '看过，合格' : '看过，不合格'
}

/** Samples that stand beside each other and come from one copy. */
export interface CopySpan {
  /** Place of the first one. */
  at: number
  samples: number
  /** The copy; 0 for what was fused. */
  copy: number
  /** 第1份 第2页; the pages once each. */
  words: string
}

/** From which copies the samples are, as spans over their columns. */
export function copiesOf(samples: SampleLine[]): CopySpan[] {
  const spans: (CopySpan & { pages: string[] })[] = []
  samples.forEach((sample, at) => {
    const last = spans.at(-1)
    const span =
      last && last.copy === sample.copy ? last : { at, samples: 0, copy: sample.copy, words: '', pages: [] }
    if (span !== last) spans.push(span)
    span.samples += 1
    if (sample.from && !span.pages.includes(sample.from)) span.pages.push(sample.from)
    span.words = sample.copy === 0 ? '各枚合成' : span.pages.join('、')
  })
  return spans.map(({ at, samples: count, copy, words }) => ({ at, samples: count, copy, words }))
}

export interface MeasureRow {
  name: string
  /** What is usual: 约 40 mm; empty where nothing is. */
  usual: string
  cells: (Measure | undefined)[]
}

/** `-0.0°` → `0.0°`, `-1.2°` → `−1.2°`: a minus is written as one, and nothing is less than nothing. */
export const shownValue = (value: string): string =>
  value.replace(/^-(?=0(\.0+)?(?!\d|\.))/, '').replace(/^-(?=\d)/, '−')

/** One row for each measure that any sample of the group has. */
export function measureRows(samples: SampleLine[]): MeasureRow[] {
  const all = samples.flatMap((sample) => sample.measures)
  const named = new Map(all.map((measure) => [measure.kind, measure.name]))
  return [...named]
    .sort(([a], [b]) => PLACES[a] - PLACES[b])
    .map(([kind, name]) => {
      const cells = samples.map((sample) => sample.measures.find((measure) => measure.kind === kind))
      return { name, usual: cells.find((cell) => cell?.usual)?.usual ?? '', cells }
    })
}

/** Widths in per cent of a cell that put pictures of these pixel widths side by side at the same scale. */
export function sameScale(widths: (number | undefined)[]): number[] {
  const widest = Math.max(1, ...widths.map((width) => width ?? 0))
  return widths.map((width) => (width ? (100 * width) / widest : 100))
}

/** The first group that still waits for a decision, after the present one. */
export function nextUndecided(groups: SampleGroup[], present: string): string | undefined {
  const at = groups.findIndex((group) => group.name === present)
  return [...groups.slice(at + 1), ...groups.slice(0, at + 1)].find((group) => !group.chosen)?.name
}
