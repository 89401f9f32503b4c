/**
 * A PIN typed twice by the customer. It never keeps, shows or measures aloud what was typed; it only says why it
 * cannot be taken yet. What the key itself demands is the core's word.
 */

/** Default PINs that the guides name; a key must not leave the counter with one. */
const DEFAULTS = ['12345678', '111111']

/** Shortest and longest PIN that the keys here take. */
export const SHORTEST = 6
export const LONGEST = 16

/** Why these two entries cannot be taken, in words; empty when they can. Both empty is not a PIN yet. */
export function pinProblem(first: string, second: string): string {
  if (first === '') return '请客户输入新 PIN'
  if (first.length < SHORTEST || first.length > LONGEST) return `PIN 须为 ${SHORTEST} 至 ${LONGEST} 位`
  if (!/^[\x21-\x7e]+$/.test(first)) return 'PIN 只能用数字、字母和符号'
  if (DEFAULTS.includes(first) || /^(.)\1+$/.test(first)) return '这是出厂或同一数字的 PIN，请客户换一个'
  if (second === '') return '请客户再输一次'
  if (first !== second) return '两次输入不一样，请客户重新输入'
  return ''
}
