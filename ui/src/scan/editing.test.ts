import { describe, expect, it } from 'vitest'
import { AS_CUT, begin, did, nudged, recoloured, redone, same, turned, turnWords, undone } from './editing'

const size = { w: 41, h: 41 }

describe('editing a sample', () => {
  it('moves the whole crop, or only the sides of the handle', () => {
    expect(nudged(AS_CUT, null, 0.1, 0, size).trimMm).toEqual([0.1, 0, -0.1, 0])
    expect(nudged(AS_CUT, ['left'], 1, 1, size).trimMm).toEqual([1, 0, 0, 0])
    expect(nudged(AS_CUT, ['right', 'bottom'], -0.3, -0.2, size).trimMm).toEqual([0, 0, 0.3, 0.2])
  })

  it('adds tenths without their dust', () => {
    const edit = [1, 2, 3].reduce((before) => nudged(before, ['left'], 0.1, 0, size), AS_CUT)
    expect(edit.trimMm[0]).toBe(0.3)
  })

  it('stops where nothing would be left, and where only white would come', () => {
    expect(same(nudged(AS_CUT, ['left'], 36.1, 0, size), AS_CUT)).toBe(true)
    expect(same(nudged(AS_CUT, ['left'], -20.1, 0, size), AS_CUT)).toBe(true)
    expect(same(turned(AS_CUT, 1801), AS_CUT)).toBe(true)
  })

  it('takes every step back and does it again', () => {
    const one = did(begin(AS_CUT), turned(AS_CUT, -5))
    const two = did(one, recoloured(one.present))
    expect(turnWords(two.present)).toBe('转 −0.5°')
    expect(undone(undone(two)).present).toEqual(AS_CUT)
    expect(undone(begin(AS_CUT)).present).toEqual(AS_CUT)
    expect(redone(undone(two)).present).toEqual(two.present)
    expect(did(undone(two), AS_CUT).future).toEqual([])
    expect(did(two, { ...two.present })).toBe(two)
  })
})
