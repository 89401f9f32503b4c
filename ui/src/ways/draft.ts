import type { KeyFate, WayLine } from '@/bindings'

/** What was filled in so far. */
export interface WayDraft {
  reason: string
  refund: string
  fates: Record<number, KeyFate | undefined>
  wrong: number[]
  besideReady: boolean
}

/** An amount in yuan as typed, in 分; none when nothing was typed or it is no amount. */
export function centsOf(typed: string): number | null {
  const text = typed.trim()
  if (!/^\d{1,7}(\.\d{1,2})?$/u.test(text)) return null
  return Math.round(Number(text) * 100)
}

/** What is still to be filled in, in words; empty when the way can be taken. */
export function problemOf(line: WayLine | null, draft: WayDraft): string {
  if (!line) return '请选定怎么办'
  if (!line.may.open) return line.may.reason
  if (line.certificates.length && !draft.wrong.length) return '请选定哪一张有误'
  if (line.reasonLabel && !draft.reason.trim()) return `请写明${line.reasonLabel.replace(/（.*）$/u, '')}`
  if (draft.refund.trim() && centsOf(draft.refund) === null) return '退款金额写成数字，例如 120 或 120.50'
  if (line.keys.some((key) => !draft.fates[key.jobId])) return '请选定每把 UKey 的去向'
  if (!draft.besideReady) return '销毁要复核员在旁确认'
  return ''
}
