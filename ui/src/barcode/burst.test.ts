import { describe, expect, it } from 'vitest'
import { BurstReader, GAP_MS, STUTTER_MS, type Burst, type Place, type Stroke } from './burst'

/** Plays keys, `every` ms apart (or at their own times), and tells what became of them. */
function play(keys: string[], every: number | number[], place: Place = 'commands') {
  const reader = new BurstReader()
  const fates: string[] = []
  const acted: string[] = []
  const bursts: Burst[] = []
  let at = 0
  const note = (release: Stroke[], burst: Burst | null) => {
    acted.push(...release.map((one) => one.key))
    if (burst) bursts.push(burst)
  }
  keys.forEach((key, i) => {
    const done = reader.feed({ key, at, place })
    note(done.release, done.burst)
    fates.push(done.fate)
    if (done.fate === 'pass') acted.push(key)
    at += typeof every === 'number' ? every : (every[i] ?? 0)
  })
  const rest = reader.silent(at + STUTTER_MS + 1)
  note(rest.release, rest.burst)
  return { fates, acted, bursts }
}
const keysOf = (text: string) => [...text]
const CODE = 'YL-20261121-0002'

describe('what a scanner types', () => {
  it.each([
    ['80 keys a second, Enter behind', 12],
    ['a fast one', 1],
    ['all keys in one millisecond', 0],
    ['a slow one over the air', GAP_MS],
  ])('%s is one look-up and no key', (_, every) => {
    const { acted, bursts } = play([...keysOf(CODE), 'Enter'], every)
    expect(acted).toEqual([])
    expect(bursts).toEqual([{ text: CODE, place: 'commands' }])
  })

  it.each([
    ['Tab behind it', ['Tab']],
    ['nothing behind it', []],
  ])('is known with %s where letters are commands', (_, end) => {
    const { acted, bursts } = play([...keysOf('3F0002YN'), ...end], 10)
    expect(acted).toEqual([])
    expect(bursts).toEqual([{ text: '3F0002YN', place: 'commands' }])
  })

  it('is known when it is as short as a box number, for its Enter would open something', () => {
    const { acted, bursts } = play(['7', '-', '1', 'Enter'], 12)
    expect(acted).toEqual([])
    expect(bursts).toEqual([{ text: '7-1', place: 'commands' }])
  })

  it('keeps its rest: a second line behind the Enter decides nothing either', () => {
    const { acted, bursts } = play([...keysOf('91440300'), 'Enter', 'y', 'n', 'Enter', 'F9'], 8)
    expect(acted).toEqual([])
    expect(bursts.map((one) => one.text)).toEqual(['91440300'])
  })

  it.each(
    keysOf(CODE)
      .map((_, i) => i)
      .slice(1),
  )('may stutter once, behind key %i, and is whole all the same', (at) => {
    const every = [...keysOf(CODE), 'Enter'].map((_, i) => (i === at ? STUTTER_MS : 12))
    const { acted, bursts } = play([...keysOf(CODE), 'Enter'], every)
    expect(acted).toEqual([])
    expect(bursts).toEqual([{ text: CODE, place: 'commands' }])
  })

  it.each(['text', 'secret'] as const)(
    'may stutter in the middle of a %s, and leaves no head of it there',
    (place) => {
      const every = [...keysOf(CODE), 'Enter'].map((_, i) => (i === 5 ? STUTTER_MS : 12))
      expect(play([...keysOf(CODE), 'Enter'], every, place).bursts).toEqual([{ text: CODE, place }])
    },
  )

  it('is whole although a busy machine handed its second key on when the first had been given back', () => {
    const reader = new BurstReader()
    const bursts: Burst[] = []
    ;[...keysOf(CODE), 'Enter'].forEach((key, i) => {
      const { burst } = reader.feed({ key, at: i * 8, place: 'commands' })
      if (burst) bursts.push(burst)
      if (i === 0) expect(reader.silent(Number.POSITIVE_INFINITY).release).toHaveLength(1)
    })
    expect(bursts).toEqual([{ text: CODE, place: 'commands' }])
  })

  it('may hold separators that come as chords', () => {
    expect(play([...keysOf('010690'), 'chord', ...keysOf('21AB'), 'Enter'], 8).bursts).toEqual([
      { text: '01069021AB', place: 'commands' },
    ])
  })

  it('goes through a text first, and is taken out of it at its Enter', () => {
    const { fates, bursts } = play([...keysOf(CODE), 'Enter'], 12, 'text')
    expect(fates.slice(0, -1).every((fate) => fate === 'pass')).toBe(true)
    expect(fates.at(-1)).toBe('swallow')
    expect(bursts).toEqual([{ text: CODE, place: 'text' }])
  })

  it('in a field for secrets is known by its shape as well', () => {
    expect(play([...keysOf(CODE), 'Enter'], 12, 'secret').bursts).toEqual([{ text: CODE, place: 'secret' }])
    expect(play([...keysOf('counterfoil-2026'), 'Enter'], 12, 'secret').bursts).toEqual([])
  })
})

describe('what a person types', () => {
  it.each([
    ['one letter', ['y'], 0],
    ['letters as fast as hands go', keysOf('ynyyn1'), 60],
    ['two letters rolled over each other, then Enter', ['y', 'n', 'Enter'], 20],
    ['a held key', keysOf('++++++++++'), 30],
    ['Enter and a letter', ['Enter', 'y'], 10],
    ['a function key between letters', ['y', 'F9', 'n'], 10],
  ])('%s: every key acts, in its order', (_, keys, every) => {
    const { acted, bursts } = play(keys, every)
    expect(acted).toEqual(keys)
    expect(bursts).toEqual([])
  })

  it('in a text the Enter behind quick letters is a hand’s unless it comes at once', () => {
    const keys = [...keysOf('SF12345678'), 'Enter']
    const { acted, bursts } = play(
      keys,
      keys.map((_, i) => (i === 9 ? GAP_MS + 5 : 5)),
      'text',
    )
    expect(acted).toEqual(keys)
    expect(bursts).toEqual([])
  })

  it('keys rolled over each other again and again are no scan that stutters', () => {
    const keys = [...keysOf('ynynyn'), 'Enter']
    const { acted, bursts } = play(
      keys,
      keys.map((_, i) => (i % 2 ? 90 : 20)),
    )
    expect(acted).toEqual(keys)
    expect(bursts).toEqual([])
  })

  it('five quick letters without Enter are given back', () => {
    expect(play(keysOf('ynyny'), 10).acted).toEqual(keysOf('ynyny'))
  })

  it('a burst and then a person are told apart', () => {
    const every = [...keysOf(CODE).map(() => 10), 200]
    const { acted, bursts } = play([...keysOf(CODE), 'Enter', 'y'], every)
    expect(acted).toEqual(['y'])
    expect(bursts).toHaveLength(1)
  })

  it.each<[string, string[], number]>([
    ['a word and Enter', [...keysOf('7-1'), 'Enter'], 20],
    ['Chinese words, as a driver sends them', [...keysOf('深圳市福田区木棉湾小学'), 'Enter'], 5],
    ['a code typed fast and left by Tab after a moment', [...keysOf('91440300'), 'other', 'Enter'], 10],
    ['text without Enter', keysOf('unit@example.org'), 5],
  ])('in a text: %s stays as typed', (_, keys, every) => {
    const { acted, bursts } = play(keys, every, 'text')
    expect(acted).toEqual(keys)
    expect(bursts).toEqual([])
  })
})
