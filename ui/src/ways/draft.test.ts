import { describe, expect, it } from 'vitest'
import type { WayLine } from '@/bindings'
import { centsOf, problemOf, type WayDraft } from './draft'

const line = (more: Partial<WayLine> = {}): WayLine => ({
  way: 'give_up',
  word: '作废',
  what: '作废后不能恢复。',
  may: { open: true, reason: '' },
  reasonLabel: '原因（写入办理记录）',
  refundUpTo: null,
  keys: [],
  certificates: [],
  ...more,
})
const draft = (more: Partial<WayDraft> = {}): WayDraft => ({
  reason: '单位撤销',
  refund: '',
  fates: {},
  wrong: [],
  besideReady: true,
  ...more,
})

describe('a way that is being filled in', () => {
  it('reads amounts in yuan and nothing else', () => {
    expect(['0', '120', '120.5', ' 99.09 ', '', '12,5', '-1', '1.234', 'abc'].map(centsOf)).toEqual([
      0,
      12000,
      12050,
      9909,
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('tells the first thing that is missing, and nothing when all is there', () => {
    const key = {
      jobId: 3,
      serial: 'A1',
      holder: '甲',
      fates: [{ fate: 'stock' as const, word: '退回库存' }],
    }
    expect(problemOf(null, draft())).not.toBe('')
    expect(problemOf(line(), draft({ reason: ' ' }))).toBe('请写明原因')
    expect(problemOf(line({ reasonLabel: 'CA 的答复（照原话）' }), draft({ reason: '' }))).toBe(
      '请写明CA 的答复',
    )
    expect(problemOf(line({ keys: [key] }), draft())).toContain('去向')
    expect(problemOf(line({ keys: [key] }), draft({ fates: { 3: 'stock' } }))).toBe('')
    expect(problemOf(line(), draft({ refund: '很多' }))).toContain('退款')
    expect(problemOf(line(), draft({ besideReady: false }))).toContain('复核员')
    const certificates = [{ jobId: 3, holder: '甲', serial: '0A' }]
    expect(problemOf(line({ certificates }), draft())).toContain('哪一张')
    expect(problemOf(line({ may: { open: false, reason: '由制证员办理' } }), draft())).toBe('由制证员办理')
    expect(problemOf(line(), draft())).toBe('')
  })
})
