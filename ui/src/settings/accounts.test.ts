import { describe, expect, it } from 'vitest'
import type { AccountLine } from '../bindings'
import { draftOf, draftProblem, emptyDraft, passwordProblem, roleWords } from './accounts'

const accounts: AccountLine[] = [
  { id: 1, login: 'admin', name: '罗毅', roles: ['admin', 'key_clerk'], active: true },
  { id: 2, login: 'lin', name: '林晓芸', roles: ['clerk'], active: true },
]

describe('accounts', () => {
  it('refuses what cannot be saved, in words', () => {
    const draft = {
      ...emptyDraft(),
      login: 'lin',
      name: '林',
      password: 'langes-kennwort',
      again: 'langes-kennwort',
    }
    expect(draftProblem(draft, accounts)).toContain('已有人用')
    expect(draftProblem({ ...draft, login: 'zhou' }, accounts)).toBe('')
    expect(draftProblem({ ...draft, login: 'zhou', again: 'x' }, accounts)).toContain('不一样')
    expect(draftProblem({ ...draft, login: 'zhou', roles: [] }, accounts)).toContain('角色')
  })
  it('keeps the last administrator', () => {
    const last = draftOf(accounts[0]!)
    expect(draftProblem({ ...last, roles: ['key_clerk'] }, accounts)).toContain('最后一个管理员')
    expect(draftProblem({ ...last, active: false }, accounts)).toContain('最后一个管理员')
    expect(draftProblem(last, accounts)).toBe('')
  })
  it('knows passwords and roles in words', () => {
    expect(passwordProblem('short', 'short')).toContain('10')
    expect(roleWords(['key_clerk', 'clerk'])).toBe('受理员、制证员')
  })
})
