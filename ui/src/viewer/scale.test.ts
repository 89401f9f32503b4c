import { describe, expect, it } from 'vitest'
import { dpiFor, fitted, stepped } from './scale'

const A4 = { width: 595, height: 842 }

describe('the size of what is looked at', () => {
  it('fits the width without growing out of proportion, and the whole page', () => {
    expect(fitted('width', A4, { width: 595, height: 400 })).toBeCloseTo(1)
    expect(fitted('width', A4, { width: 9000, height: 400 })).toBeCloseTo(2.133, 2)
    expect(fitted('page', A4, { width: 1300, height: 421 })).toBeCloseTo(0.5)
  })

  it('never ends in nothing, and asks for enough dots at 150 %', () => {
    expect(Array.from({ length: 99 }).reduce<number>((scale) => stepped(scale, -1), 1)).toBe(0.2)
    expect(dpiFor(1, 1)).toBe(72)
    expect(dpiFor(1.3, 1.5)).toBe(160)
    expect(dpiFor(6, 2)).toBe(600)
  })
})
