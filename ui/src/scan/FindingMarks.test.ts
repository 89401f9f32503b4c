import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Finding, SampleLine, SampleMark } from '@/bindings'
import FindingMarks from './FindingMarks.vue'

const box = (kind: SampleMark['kind'], code: string, left: number): SampleMark => ({
  kind,
  code,
  outline: [
    [left, 1],
    [left + 2, 1],
    [left + 2, 4],
    [left, 4],
  ],
})
const finding = (code: string, severity: Finding['severity']): Finding => ({
  code,
  severity,
  field: null,
  message: '',
  remedy: '',
  suggestion: null,
  kept: false,
})
const sample = {
  label: '公章 第3枚',
  pxPerMm: 12,
  findings: [finding('seal-on-line', 'refuse'), finding('seal-broken', 'warn')],
  marks: [box('on_line', 'seal-on-line', 17), box('missing', 'seal-broken', 3)],
  cleanMarks: [box('missing', 'seal-broken', 1)],
} as unknown as SampleLine

function drawn(raw: boolean, sizePx: [number, number] | undefined = [240, 120]) {
  return mount(FindingMarks, { props: { sample, raw, sizePx } })
}

describe('findings drawn over a sample', () => {
  it('lie at their millimetres, each in the colour of its finding', () => {
    const screen = drawn(true)
    expect(screen.get('svg').attributes('viewBox')).toBe('0 0 20 10')
    const marks = screen.findAll('polygon')
    expect(marks.map((mark) => mark.attributes('data-mark'))).toEqual(['on_line', 'missing'])
    expect(marks[0]!.attributes('points')).toBe('17,1 19,1 19,4 17,4')
    expect(marks.map((mark) => mark.classes()[0])).toEqual(['fm-refuse', 'fm-warn'])
    expect(marks[1]!.text()).toBe('缺损')
  })

  it('follow the picture that is shown, and wait for it', () => {
    expect(
      drawn(false)
        .findAll('polygon')
        .map((mark) => mark.attributes('points')),
    ).toEqual(['1,1 3,1 3,4 1,4'])
    expect(drawn(true, [0, 0]).find('svg').exists()).toBe(false)
  })
})
