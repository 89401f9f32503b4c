// Made-up numbers with right check digits, and the checks the double speaks. The real ones are the core's.

const SET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const USCC = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const ID = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const ORG = [3, 7, 9, 10, 5, 8, 4, 2]

/** The 18th place of a 统一社会信用代码. */
export function usccDigit(first17: string): string {
  const sum = [...first17].reduce((s, ch, i) => s + SET.indexOf(ch) * (USCC[i] ?? 0), 0)
  return SET[(31 - (sum % 31)) % 31] ?? '0'
}

/** The 18th place of a 公民身份号码. */
export function idDigit(first17: string): string {
  const sum = [...first17].reduce((s, ch, i) => s + Number(ch) * (ID[i] ?? 0), 0)
  return '10X98765432'[sum % 11] ?? '0'
}

/** The 9th place of an 组织机构代码. */
export function orgDigit(first8: string): string {
  const sum = [...first8].reduce((s, ch, i) => s + parseInt(ch, 36) * (ORG[i] ?? 0), 0)
  const rest = 11 - (sum % 11)
  return rest === 10 ? 'X' : rest === 11 ? '0' : String(rest)
}

/** A whole 信用代码 from its head of 8 and the first 8 of its 组织机构代码. */
export function uscc(head: string, org: string): string {
  const first = head + org + orgDigit(org)
  return first + usccDigit(first)
}

/** A whole 身份号码 from its first 17 places. */
export const idNo = (first17: string): string => first17 + idDigit(first17)
