import { describe, expect, it } from 'vitest'
import type { KeyJob, TokenLine, Tokens } from '../bindings'
import { fours, keyFor, lastTry, matches, toneOfPin, toneOfPuk, toneOfTokens } from './bench'

const token = (serial: string, over: Partial<TokenLine> = {}): TokenLine => ({
  serial,
  numbered: true,
  label: '',
  model: '',
  module: '',
  presence: 'blank',
  word: '空白 UKey',
  pin: 'sound',
  pinWord: '正常',
  pinTries: 10,
  puk: 'sound',
  pukWord: '正常',
  pukTries: null,
  isDead: false,
  soPinKept: false,
  pinFinal: false,
  pukFinal: false,
  knownModel: true,
  remedy: '',
  stock: null,
  certificates: [],
  caseId: null,
  caseNumber: null,
  holder: null,
  mayDecide: { open: false, reason: '' },
  decision: null,
  ...over,
})
const tokens = (...all: TokenLine[]): Tokens => ({
  state: all.length === 0 ? 'no_token' : all.length === 1 ? 'one' : 'several',
  word: '',
  remedy: '',
  tokens: all,
})
const job = (serial: string | null) => ({ id: 1, serial, steps: [], done: false }) as unknown as KeyJob

describe('which key is meant', () => {
  it('takes the only one', () => {
    expect(keyFor(tokens(token('A')), job(null), '')?.serial).toBe('A')
  })
  it('asks when there are several and none is chosen', () => {
    expect(keyFor(tokens(token('A'), token('B')), job(null), '')).toBeUndefined()
    expect(keyFor(tokens(token('A'), token('B')), job(null), 'B')?.serial).toBe('B')
  })
  it('takes the one the job is bound to before the chosen one', () => {
    expect(keyFor(tokens(token('A'), token('B')), job('A'), 'B')?.serial).toBe('A')
  })
  it('forgets a chosen key that was pulled out', () => {
    expect(keyFor(tokens(token('A'), token('C')), job(null), 'B')).toBeUndefined()
  })
  it('tells a match from a mismatch, and says nothing while there is no number', () => {
    expect(matches(token('A'), job('A'))).toBe(true)
    expect(matches(token('A'), job('B'))).toBe(false)
    expect(matches(token('A'), job(null))).toBeUndefined()
  })
})

describe('words and tones', () => {
  it('counts the tries', () => {
    expect(toneOfPin(token('A'))).toBe('done')
    expect(toneOfPin(token('A', { pinTries: 2, pin: 'used', pinWord: '输错过，余 2 次' }))).toBe('warn')
    expect(toneOfPin(token('A', { pinTries: 3, pinWord: '正常，余 3 次' }))).toBe('done')
    expect(toneOfPin(token('A', { pinTries: 0, pin: 'locked', pinWord: '已锁' }))).toBe('block')
  })
  it('keeps a missing driver apart from a missing key', () => {
    expect(toneOfTokens({ ...tokens(), state: 'no_module' })).toBe('block')
    expect(toneOfTokens(tokens())).toBe('todo')
    expect(toneOfTokens(tokens(token('A'), token('B')))).toBe('warn')
  })
  it('groups a serial by fours', () => {
    expect(fours('3A0F221190C761B2')).toEqual([4, 4, 4, 4])
    expect(fours('3A0F22')).toEqual([4, 2])
    expect(fours('blank:libsofthsm2:0')).toEqual([])
  })
})

describe('a last try', () => {
  const asks = (over: Partial<KeyJob>) =>
    ({ asksPin: false, asksNewPin: false, asksSoPin: false, ...over }) as KeyJob
  it('is told where the step would use it up, and nowhere else', () => {
    expect(lastTry(token('A', { pinFinal: true }), asks({ asksPin: true }))).toContain('锁死')
    expect(lastTry(token('A', { pukFinal: true }), asks({ asksNewPin: true }))).toContain('永远不能解锁')
    expect(lastTry(token('A', { pinFinal: true }), asks({ asksNewPin: true }))).toBe('')
    expect(lastTry(token('A'), asks({ asksPin: true }))).toBe('')
    expect(lastTry(undefined, asks({ asksPin: true }))).toBe('')
  })
  it('shows a used-up PUK as blocked', () => {
    expect(toneOfPuk(token('A', { pukTries: 0, puk: 'locked', pukWord: '已锁死，余 0 次' }))).toBe('block')
    expect(toneOfTokens(tokens(token('A', { isDead: true })))).toBe('block')
  })
})
