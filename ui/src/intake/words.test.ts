import { expect, it } from 'vitest'
import { badPlaces, copiesWords, screenLabel } from './words'

it('writes a form label as it stands on the screen', () => {
  expect(screenLabel('姓    名：')).toBe('姓名')
  expect(screenLabel('单位法定住所:')).toBe('单位法定住所')
})
it('names the places that differ', () => {
  expect(badPlaces('914403001922038217', '914403001922038216')).toEqual([18])
  expect(badPlaces('9144', '914403001922038216')).toEqual([])
  expect(badPlaces('9144', null)).toEqual([])
})
it.each([
  ['2份', '2', ''],
  ['1', '1', ''],
  ['复印件1份', '1', '复印件'],
  ['指南未写明', '', '份数：指南未写明'],
])('fits %s copies into the column', (copies, short, rest) =>
  expect(copiesWords(copies)).toEqual({ short, rest }),
)
