import type { Payment } from '@/bindings'

/** A form's label as it stands on the screen: without its colon, its filling spaces and its request to confirm. */
export function screenLabel(label: string): string {
  return label.replace(/\s+/g, '').replace(/[：:]$/, '')
}

/** Places (from 1) at which a value differs from what would be right; empty when the lengths differ. */
export function badPlaces(value: string, right: string | null): number[] {
  if (right === null || right.length !== value.length) return []
  return [...value].flatMap((ch, i) => (ch === right[i] ? [] : [i + 1]))
}

/** Fields that are often the same as another one of the unit, by dictionary name (Alt+S). */
export const SAME_AS: Record<string, string> = {
  operator_email: 'unit_email',
  operator_phone: 'unit_phone',
  unit_mail_address: 'unit_legal_address',
  pay_account_name: 'unit_name',
}

/** The words of the marks of a material, as columns. */
export const MARKS = [
  { mark: 'copies', word: '份数' },
  { mark: 'seal', word: '公章' },
  { mark: 'original', word: '原件' },
  { mark: 'signature', word: '签字' },
] as const

/** Ways to pay. */
export const PAYMENTS = [
  { value: 'card', label: '现场刷卡' },
  { value: 'remittance', label: '单位汇款' },
  { value: 'other', label: '其它' },
] as const satisfies { value: Payment; label: string }[]

/** The number of copies for its narrow column, and what of the guide's words does not fit there. */
export function copiesWords(copies: string): { short: string; rest: string } {
  const plain = /^(复印件)?(\d{1,2})份?$/.exec(copies)
  if (plain) return { short: plain[2] as string, rest: plain[1] ?? '' }
  return copies.length <= 2 ? { short: copies, rest: '' } : { short: '', rest: `份数：${copies}` }
}
