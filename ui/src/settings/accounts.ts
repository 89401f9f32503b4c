/**
 * Accounts and passwords as the settings screen checks them before it asks the core.
 * It never keeps a password: the drafts are emptied as soon as they were sent.
 */
import type { AccountLine, RoleName } from '../bindings'

export const ROLES: { value: RoleName; label: string; what: string }[] = [
  { value: 'clerk', label: '受理员', what: '录入、打印、扫描、交付' },
  { value: 'reviewer', label: '复核员', what: '逐项复核他人受理的件' },
  { value: 'key_clerk', label: '制证员', what: '初始化、写证书、解锁' },
  { value: 'admin', label: '管理员', what: '账号、设备、备份、CA 证书' },
]

export const roleWords = (roles: RoleName[]): string =>
  ROLES.filter((role) => roles.includes(role.value))
    .map((role) => role.label)
    .join('、') || '无角色'

/** Shortest password, in characters (as the core demands). */
export const SHORTEST = 10

/** Why a new password, typed twice, cannot be taken; empty when it can. */
export function passwordProblem(first: string, second: string): string {
  if (first.length < SHORTEST) return `口令至少 ${SHORTEST} 个字符`
  if (first !== second) return '两次输入的口令不一样'
  return ''
}

/** Rights over what others do: nobody alone gives them. */
const RULED: RoleName[] = ['reviewer', 'key_clerk', 'admin']

/** Whether what a draft changes takes a second person, where there is one (as the core demands). */
export function takesTwo(draft: AccountDraft, accounts: AccountLine[]): boolean {
  const before = accounts.find((account) => account.id === draft.id)
  const gains = RULED.some((role) => draft.roles.includes(role) && !before?.roles.includes(role))
  return gains || (before !== undefined && (draft.password !== '' || (draft.active && !before.active)))
}

export interface AccountDraft {
  /** 0: a new account. */
  id: number
  login: string
  name: string
  roles: RoleName[]
  active: boolean
  password: string
  again: string
}

export const emptyDraft = (): AccountDraft => ({
  id: 0,
  login: '',
  name: '',
  roles: ['clerk'],
  active: true,
  password: '',
  again: '',
})

export const draftOf = (account: AccountLine): AccountDraft => ({
  id: account.id,
  login: account.login,
  name: account.name,
  roles: [...account.roles],
  active: account.active,
  password: '',
  again: '',
})

/** Why a draft cannot be saved; empty when it can. */
export function draftProblem(draft: AccountDraft, accounts: AccountLine[]): string {
  if (draft.name.trim() === '') return '请填姓名'
  if (draft.id === 0) {
    if (!/^[a-z][a-z0-9._-]{1,31}$/.test(draft.login))
      return '登录名用小写字母开头，2 至 32 个字母、数字或 . _ -'
    if (accounts.some((account) => account.login === draft.login)) return `登录名“${draft.login}”已有人用`
  }
  if (draft.roles.length === 0) return '至少选一个角色'
  if (draft.id === 0 || draft.password !== '') {
    const problem = passwordProblem(draft.password, draft.again)
    if (problem) return problem
  }
  const admins = accounts.filter(
    (account) => account.active && account.roles.includes('admin') && account.id !== draft.id,
  )
  if (draft.id !== 0 && admins.length === 0 && !(draft.active && draft.roles.includes('admin'))) {
    return '这是最后一个管理员，不能停用或去掉管理员角色'
  }
  return ''
}
