import { describe, expect, it, vi } from 'vitest'
import type { CasePatch, CaseView, SaveCase } from '@/bindings'
import { DraftQueue, merge } from './useDraft'

const caseAt = (revision: number) => ({ id: 7, revision, savedAt: `t${revision}` }) as CaseView
const elsewhere = { code: 'case-changed-elsewhere', message: '', remedy: '', findings: [] }

function make(save: (args: SaveCase) => Promise<CaseView>, load = async () => caseAt(9)) {
  const timers: (() => void)[] = []
  const taken: { view: CaseView; pending: CasePatch }[] = []
  const queue = new DraftQueue(caseAt(1), {
    save,
    load,
    taken: (view, pending) => taken.push({ view, pending: { ...pending } }),
    schedule: (run) => {
      timers.push(run)
      return () => timers.splice(timers.indexOf(run), 1)
    },
  })
  return { queue, timers, taken }
}

describe('the draft queue', () => {
  it('sends what was typed as one save after a silence', async () => {
    const save = vi.fn(async ({ revision }: SaveCase) => caseAt(revision + 1))
    const { queue, timers } = make(save)
    queue.put({ fields: { unit_name: '木棉' } })
    queue.put({ fields: { unit_name: '木棉湾小学', uscc: '12' } })
    expect(queue.state.phase).toBe('pending')
    expect(save).not.toHaveBeenCalled()
    expect(timers).toHaveLength(1)
    timers[0]?.()
    await queue.flush()
    expect(save).toHaveBeenCalledOnce()
    expect(save).toHaveBeenCalledWith({
      id: 7,
      revision: 1,
      patch: { fields: { unit_name: '木棉湾小学', uscc: '12' } },
    })
    expect(queue.state).toMatchObject({ phase: 'saved', savedAt: 't2' })
  })

  it('never has two saves under way and uses the newest revision', async () => {
    const free: (() => void)[] = []
    const save = vi.fn(
      ({ revision }: SaveCase) =>
        new Promise<CaseView>((done) => free.push(() => done(caseAt(revision + 1)))),
    )
    const { queue, taken } = make(save)
    queue.put({ fields: { a: '1' } })
    const first = queue.flush()
    queue.put({ fields: { b: '2' } })
    const second = queue.flush()
    expect(save).toHaveBeenCalledOnce()
    free.shift()?.()
    await first
    await vi.waitFor(() => expect(save).toHaveBeenCalledTimes(2))
    free.shift()?.()
    await second
    expect(save.mock.calls[1]?.[0]).toEqual({ id: 7, revision: 2, patch: { fields: { b: '2' } } })
    expect(taken[0]?.pending).toEqual({ fields: { b: '2' } })
  })

  it('keeps what was typed when a save fails, and sends it with the next', async () => {
    const save = vi.fn(async ({ revision }: SaveCase) => caseAt(revision + 1))
    save.mockRejectedValueOnce({ code: 'store-disk-full', message: '磁盘已满', remedy: '', findings: [] })
    const { queue } = make(save)
    queue.put({ fields: { a: '1' } })
    await queue.flush()
    expect(queue.state.phase).toBe('failed')
    expect(queue.state.refusal?.code).toBe('store-disk-full')
    expect(queue.unsent).toEqual({ fields: { a: '1' } })
    queue.put({ fields: { b: '2' } })
    await queue.flush()
    expect(save.mock.calls[1]?.[0].patch).toEqual({ fields: { a: '1', b: '2' } })
    expect(queue.state).toMatchObject({ phase: 'saved', refusal: null })
  })

  it('has nothing left to send once the window keeps it, and is saved when it came in', async () => {
    const spooled = { ...caseAt(1), kept: 'spool' } as CaseView
    const save = vi.fn(async () => spooled)
    const { queue } = make(save)
    queue.put({ fields: { a: '1' } })
    await queue.flush()
    expect(queue.state.phase).toBe('spooled')
    expect(queue.unsent).toEqual({})
    queue.put({ fields: { b: '2' } })
    expect(queue.state.phase).toBe('pending')
    await queue.flush()
    expect(save.mock.calls).toHaveLength(2)
    expect(queue.state.phase).toBe('spooled')
    queue.take(caseAt(3))
    expect(queue.state.phase).toBe('saved')
    expect(new DraftQueue(spooled, { save, load: save, taken: () => undefined }).state.phase).toBe('spooled')
  })

  it('lays what was typed over a newer revision and sends it again, once', async () => {
    const save = vi.fn(async ({ revision }: SaveCase) => caseAt(revision + 1))
    save.mockRejectedValueOnce(elsewhere)
    const { queue, taken } = make(save)
    queue.put({ fields: { a: '1' } })
    await queue.flush()
    expect(save.mock.calls[1]?.[0]).toEqual({ id: 7, revision: 9, patch: { fields: { a: '1' } } })
    expect(taken[0]).toMatchObject({ view: { revision: 9 }, pending: { fields: { a: '1' } } })
    expect(queue.state).toMatchObject({ phase: 'saved', savedAt: 't10' })
  })

  it('asks where both changed the same place, and sends what the person chose', async () => {
    const at = (revision: number, fields: Record<string, string>) =>
      ({
        id: 7,
        revision,
        savedAt: `t${revision}`,
        content: { fields, employees: [] },
      }) as unknown as CaseView
    const save = vi.fn(async ({ revision }: SaveCase) => at(revision + 1, {}))
    save.mockRejectedValueOnce(elsewhere)
    const taken: CasePatch[] = []
    const queue = new DraftQueue(at(1, { a: '旧', b: '旧', c: '旧' }), {
      save,
      load: async () => at(9, { a: '别人的', b: '旧', c: '一样' }),
      taken: (_, pending) => taken.push({ ...pending }),
    })
    queue.put({ fields: { a: '我的', b: '我的', c: '一样' } })
    await queue.flush()
    expect(queue.state.phase).toBe('conflict')
    expect(queue.state.clashes).toEqual([{ place: 'fields.a', mine: '我的', theirs: '别人的' }])
    // What is typed meanwhile waits too: nothing is laid over the other side unseen.
    queue.put({ fields: { b: '再改' } })
    await queue.flush()
    expect(save).toHaveBeenCalledTimes(1)
    await queue.resolve(new Set(['fields.a']))
    expect(save.mock.calls[1]?.[0]).toEqual({
      id: 7,
      revision: 9,
      patch: { fields: { b: '再改', c: '一样' } },
    })
    expect(queue.state).toMatchObject({ phase: 'saved', clashes: [] })
    expect(taken.some((pending) => pending.fields !== undefined && !('a' in pending.fields))).toBe(true)
  })

  it('stops at a second conflict and says so', async () => {
    const { queue } = make(async () => Promise.reject(elsewhere))
    queue.put({ fields: { a: '1' } })
    await queue.flush()
    expect(queue.state.phase).toBe('conflict')
    expect(queue.unsent).toEqual({ fields: { a: '1' } })
  })

  it('sends at the latest 700 ms after the first unsent key, however long the typing goes on', async () => {
    const waits: number[] = []
    let now = 0
    const queue = new DraftQueue(caseAt(1), {
      save: async ({ revision }) => caseAt(revision + 1),
      load: async () => caseAt(1),
      taken: () => undefined,
      now: () => now,
      schedule: (_, ms) => {
        waits.push(now + ms)
        return () => undefined
      },
    })
    for (now = 0; now < 700; now += 100) queue.put({ fields: { a: String(now) } })
    expect(waits).toEqual([400, 500, 600, 700, 700, 700, 700])
    await queue.flush()
    now = 5000
    queue.put({ fields: { a: 'again' } })
    expect(waits.at(-1)).toBe(5400)
  })

  it('sends nothing when nothing was typed', async () => {
    const save = vi.fn()
    const { queue } = make(save)
    await queue.flush()
    expect(save).not.toHaveBeenCalled()
  })
})

it('merges field by field, the later wins', () => {
  expect(
    merge({ fields: { a: '1', b: '1' }, years: 1 }, { fields: { b: '2' }, materials: { m: ['seal'] } }),
  ).toEqual({
    fields: { a: '1', b: '2' },
    years: 1,
    materials: { m: ['seal'] },
  })
})
