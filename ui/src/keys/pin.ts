/**
 * A PIN typed twice by the customer. It never keeps, shows or measures what was typed: whether a PIN will do is the
 * desk's word, here only the two are compared.
 */
import type { Gate } from '../bindings'

/** Why these two entries cannot be taken yet, in words; empty when they can. `said` is the desk's word of the first. */
export function pinProblem(first: string, second: string, said: Gate | null): string {
  if (first === '') return '请客户输入新 PIN'
  if (said === null) return '正在核对新 PIN'
  if (!said.open) return said.reason
  if (second === '') return '请客户再输一次'
  if (first !== second) return '两次输入不一样，请客户重新输入'
  return ''
}
