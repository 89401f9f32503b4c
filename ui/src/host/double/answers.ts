/** The shapes in which the double answers: refusals, findings and gates. */
import type { Finding, Gate, Refusal } from '../../bindings'

export const refuse = (code: string, message: string, remedy: string, findings: Finding[] = []): Refusal => ({
  code,
  message,
  remedy,
  findings,
})

export const open: Gate = { open: true, reason: '' }
export const closed = (reason: string): Gate => ({ open: false, reason })

export const finding = (
  severity: Finding['severity'],
  code: string,
  message: string,
  remedy: string,
): Finding => ({ code, severity, field: null, message, remedy, suggestion: null, kept: false })
