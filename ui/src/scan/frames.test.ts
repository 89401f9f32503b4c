import { describe, expect, it } from 'vitest'
import type { SampleLine } from '../bindings'
import {
  groupsOf,
  keyOf,
  measureRows,
  nameOf,
  nextUndecided,
  pickedBy,
  sameScale,
  shownValue,
  verdictOf,
  wordOf,
} from './frames'

const sample = (id: number, over: Partial<SampleLine> = {}): SampleLine => ({
  id,
  frame: `seal.org.${id}`,
  label: `公章 第${id}枚`,
  group: '公章',
  verdict: 'accept',
  verdictWord: '合格',
  measures: [],
  findings: [],
  suggested: false,
  chosen: false,
  decision: null,
  judged: null,
  instruction: '',
  copy: 1,
  from: '',
  fused: false,
  marks: [],
  cleanMarks: [],
  beside: [],
  why: '',
  decided: null,
  edit: { turnTenths: 0, trimMm: [0, 0, 0, 0], style: 'seal_red' },
  pxPerMm: 12,
  ...over,
})

describe('groups of samples', () => {
  it('tells what was chosen, what waits and what must be stamped again', () => {
    const groups = groupsOf([
      sample(1),
      sample(2, { chosen: true }),
      sample(3, { group: '签名' }),
      sample(4, { group: '私章', verdict: 'reject' }),
      sample(5, { group: '私章', verdict: 'look', decision: '人工判不合格：重影', judged: 'rejected' }),
    ])
    expect(groups.map((group) => group.word)).toEqual(['已采用 2 号', '待裁定', '须重盖'])
    expect(nextUndecided(groups, '公章')).toBe('签名')
    expect(nextUndecided(groups, '私章')).toBe('签名')
  })

  it('lets the clerk’s decision count before the measure', () => {
    expect(verdictOf(sample(1, { verdict: 'look' }))).toBe('look')
    expect(
      verdictOf(sample(1, { verdict: 'look', decision: '人工判合格：淡而完整', judged: 'accepted' })),
    ).toBe('accept')
    // The reason is the clerk's own sentence: nothing is read out of it.
    const told = { verdict: 'look', decision: '人工判合格：此前误判不合格', judged: 'accepted' } as const
    expect([verdictOf(sample(1, told)), wordOf(sample(1, told))]).toEqual(['accept', '看过，合格'])
    expect(verdictOf(sample(1, { verdict: 'accept', decision: '选用' }))).toBe('accept')
  })
})

it('says what a person decided before what the machine said', () => {
  const decided = (judged: SampleLine['judged']) =>
    wordOf(sample(1, { verdict: 'look', verdictWord: '需人看', judged }))
  expect([decided(null), decided('accepted'), decided('rejected')]).toEqual([
    '需人看',
    '看过，合格',
    '看过，不合格',
  ])
})

describe('measure rows', () => {
  it('keeps the order of the list and leaves a hole where a sample lacks a measure', () => {
    const rows = measureRows([
      sample(1, {
        measures: [
          { kind: 'on_line', name: '压线', value: '无', usual: '', mark: 'ok' },
          { kind: 'diameter', name: '直径', value: '40.1 mm', usual: '约 40 mm', mark: 'ok' },
        ],
      }),
      sample(2, {
        measures: [{ kind: 'diameter', name: '直径', value: '40.0 mm', usual: '约 40 mm', mark: 'ok' }],
      }),
    ])
    expect(rows.map((row) => row.name)).toEqual(['直径', '压线'])
    expect(rows[1]?.cells[1]).toBeUndefined()
  })

  it('writes a minus as one, and none before nothing', () => {
    expect(['-0.0°', '-1.2°', '-0.5°', '1.0°', '无'].map(shownValue)).toEqual([
      '0.0°',
      '−1.2°',
      '−0.5°',
      '1.0°',
      '无',
    ])
  })

  it('puts pictures of different size at the same scale', () => {
    expect(sameScale([500, 250, undefined])).toEqual([100, 50, 100])
  })

  it('keeps the fused picture apart: its own key, its own name', () => {
    const own = [sample(1), sample(2), sample(9, { fused: true, chosen: true })]
    expect(pickedBy(own, 2)?.id).toBe(2)
    expect(pickedBy(own, 3)).toBeUndefined()
    expect(pickedBy(own, 0)?.id).toBe(9)
    expect([keyOf(own, own[1]!), keyOf(own, own[2]!)]).toEqual([2, 0])
    expect([nameOf(own, own[1]!), nameOf(own, own[2]!)]).toEqual(['2 号', '合成图'])
    expect(groupsOf(own)[0]?.word).toBe('已采用合成图')
  })
})
