import { describe, expect, it } from 'vitest'
import type { AccountLine } from '../bindings'
import { draftOf, draftProblem, emptyDraft, passwordProblem, roleWords, takesTwo } from './accounts'

const accounts: AccountLine[] = [
  { id: 1, login: 'admin', name: '罗毅', roles: ['admin', 'key_clerk'], active: true, passwordGiven: false },
  { id: 2, login: 'lin', name: '林晓芸', roles: ['clerk'], active: true, passwordGiven: false },
]

describe('accounts', () => {
  it('asks for a second person where rights over others or a password are given', () => {
    const clerk = accounts[1]!
    const of = (change: object) => takesTwo({ ...draftOf(clerk), ...change }, accounts)
    expect(of({})).toBe(false)
    expect(of({ roles: [] })).toBe(false)
    expect(of({ active: false })).toBe(false)
    expect(of({ roles: ['clerk', 'reviewer'] })).toBe(true)
    expect(of({ password: 'x' })).toBe(true)
    expect(takesTwo(emptyDraft(), accounts)).toBe(false)
    expect(takesTwo({ ...emptyDraft(), roles: ['key_clerk'] }, accounts)).toBe(true)
  })

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
