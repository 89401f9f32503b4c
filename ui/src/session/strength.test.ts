import { expect, it } from 'vitest'
import { strength } from './strength'

it.each([
  ['', 0],
  ['kapok9', 1],
  ['1234567890', 2],
  ['aaaaaaaaaaaa', 2],
  ['linxiaoyun-2026', 2],
  ['kapok-tide', 3],
  ['kapok tide 41 lamps', 4],
])('judges %s as %i', (password, level) => expect(strength(password, ['linxiaoyun']).level).toBe(level))
it('says how many places are missing', () => expect(strength('kapok9').advice).toContain('4'))
