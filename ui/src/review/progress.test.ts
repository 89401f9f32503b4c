import { describe, expect, it } from 'vitest'
import type { ReviewItem } from '../bindings'
import { codeGroups, fallenBack, groupsOf, nextOpen, progressOf, standsInTheWay, stepTo } from './progress'

const item = (id: string, verdict: ReviewItem['verdict'] = null, group = '甲'): ReviewItem => ({
  id,
  kind: 'field',
  group,
  label: id,
  value: '',
  fact: '',
  pageId: null,
  besideId: null,
  rect: null,
  verdict,
  reason: '',
  carried: false,
  changed: false,
})

describe('the pass', () => {
  const items = [item('a', 'ok'), item('b'), item('c', 'wrong', '乙'), item('d', null, '乙')]

  it('counts and says what stands in the way', () => {
    expect(progressOf(items)).toEqual({ total: 4, seen: 2, ok: 1, wrong: 1, open: 2 })
    expect(standsInTheWay(progressOf(items))).toBe('还有 2 项未核；有 1 项不符，本件只能退回')
    expect(standsInTheWay(progressOf([item('a', 'ok')]))).toBe('')
  })

  it('goes to the next open item round the end, and nowhere when all are done', () => {
    expect(nextOpen(items, 1)).toBe(3)
    expect(nextOpen(items, 3)).toBe(1)
    expect(nextOpen([item('a', 'ok')], 0)).toBe(-1)
    expect(nextOpen([], 0)).toBe(-1)
  })

  it('stays inside the list', () => {
    expect(stepTo(items, 0, -1)).toBe(0)
    expect(stepTo(items, 3, 1)).toBe(3)
  })

  it('heads the items by their groups', () => {
    expect(groupsOf(items).map(({ name, start }) => [name, start])).toEqual([
      ['甲', 0],
      ['乙', 2],
    ])
  })

  it('heads what changed since the return apart, before what stays agreed', () => {
    const after = [
      { ...item('a', null, '甲'), changed: true },
      { ...item('b', 'ok', '甲'), carried: true },
    ]
    expect(groupsOf(after).map(({ name }) => name)).toEqual(['改过的 · 甲', '甲'])
    expect(progressOf(after)).toMatchObject({ ok: 1, open: 1 })
    expect(nextOpen(after, -1)).toBe(0)
  })

  it('names the verdicts that fell back', () => {
    expect(fallenBack(items, [item('a'), item('b'), item('c', 'wrong')]).map(({ id }) => id)).toEqual(['a'])
  })
})

describe('codes', () => {
  it('tells an id card from a credit code', () => {
    expect(codeGroups('11010519491231002X')).toEqual([6, 8, 4])
    expect(codeGroups('914403001922038216')).toEqual([2, 6, 9, 1])
    expect(codeGroups('13800000162')).toEqual([3, 4, 4])
    expect(codeGroups('海珠区')).toEqual([])
  })
})
