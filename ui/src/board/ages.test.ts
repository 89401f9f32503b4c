import { expect, it } from 'vitest'
import { strip } from './ages'

it('stretches the first hours and never leaves the strip', () => {
  expect(strip(0)).toBe(4)
  expect(strip(60)).toBe(50)
  expect(strip(1440)).toBe(140)
  expect(strip(1_000_000)).toBe(226)
  const xs = [0, 10, 60, 300, 480, 1000, 2000, 9000, 20_000].map(strip)
  expect([...xs].sort((a, b) => a - b)).toEqual(xs)
})
