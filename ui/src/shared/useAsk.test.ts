import { describe, expect, it } from 'vitest'
import type { Host } from '@/bindings'
import { onActed, onElsewhere, useAsk, useClient, useHost } from './useClient'

const wrongKey = {
  code: 'key-of-another-case',
  message: '这是另一单位的 UKey',
  remedy: '请换上本件的',
  findings: [],
}
const broken = { code: 'store-damaged', message: '读不出', remedy: '请重开', findings: [] }

function host(refuse: Record<string, typeof wrongKey>): void {
  const answer = async (command: string) => (refuse[command] ? Promise.reject(refuse[command]) : {})
  useHost({ call: answer, bytes: answer, upload: answer } as unknown as Host)
}
const go = () => useClient().submit({ id: 1 })
const look = () => useClient().keyQueue()

describe('a refusal', () => {
  it('of an act stays through every reload, and goes with the next act that succeeds', async () => {
    const refuse: Record<string, typeof wrongKey> = { submit: wrongKey }
    host(refuse)
    const { ask, refusal } = useAsk()
    await ask(go)
    await ask(look)
    await ask(look)
    expect(refusal.value).toEqual(wrongKey)
    delete refuse['submit']
    await ask(go)
    expect(refusal.value).toBeNull()
  })

  it('of a reload never lies over that of an act, and goes when the reload succeeds again', async () => {
    const refuse: Record<string, typeof wrongKey> = { key_queue: broken }
    host(refuse)
    const { ask, refusal } = useAsk()
    await ask(look)
    expect(refusal.value).toEqual(broken)
    refuse['submit'] = wrongKey
    await ask(go)
    expect(refusal.value).toEqual(wrongKey)
    delete refuse['key_queue']
    await ask(look)
    expect(refusal.value).toEqual(wrongKey)
    refusal.value = null
    expect(refusal.value).toBeNull()
  })
})

it('tells of acts that were done, never of questions or refusals', async () => {
  host({ approve: wrongKey })
  const told: string[] = []
  const off = onActed((command) => told.push(command))
  const { ask } = useAsk()
  await ask(look)
  await ask(go)
  await ask(() => useClient().approve({ id: 1, boundHash: '' }))
  off()
  expect(told).toEqual(['submit'])
})

it('tells when another window has changed the case, and not of a save, which minds itself', async () => {
  const elsewhere = { ...wrongKey, code: 'case-changed-elsewhere' }
  host({ submit: elsewhere, save_case: elsewhere, approve: wrongKey })
  let told = 0
  const off = onElsewhere(() => (told += 1))
  const { ask, refusal } = useAsk()
  await ask(() => useClient().saveCase({ id: 1, revision: 1, patch: {} }))
  await ask(() => useClient().approve({ id: 1, boundHash: '' }))
  expect(told).toBe(0)
  await ask(go)
  off()
  expect(told).toBe(1)
  expect(refusal.value).toEqual(elsewhere)
})
