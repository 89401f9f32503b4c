import { describe, expect, it } from 'vitest'
import {
  age,
  capitalYears,
  cents,
  date,
  dateLong,
  dayShort,
  minutesBetween,
  moment,
  numeral,
  size,
  splitCode,
  yuan,
} from './format'

describe('dates', () => {
  it('are written in Chinese', () => {
    expect(date('2026-11-21')).toBe('2026年11月21日')
    expect(dateLong('2026-11-21')).toBe('2026年11月21日 星期六')
  })
  it('leave alone what is no date', () => {
    expect(date('长期')).toBe('长期')
  })
  it('show the clock today and the day otherwise', () => {
    expect(moment('2026-11-21T10:42:18', '2026-11-21')).toBe('10:42')
    expect(moment('2026-11-20T10:42:18', '2026-11-21')).toBe('11月20日 10:42')
    expect(dayShort('2026-11-20T10:42:18', '2026-11-21')).toBe('11.20')
    expect(dayShort('2025-11-20T10:42:18', '2026-11-21')).toBe('2025.11.20')
  })
})

describe('ages', () => {
  it.each([
    [0, '刚刚'],
    [11, '11 分钟'],
    [72, '1 小时 12 分'],
    [60, '1 小时'],
    [3060, '2 天 3 小时'],
    [2880, '2 天'],
  ])('%i minutes are %s', (minutes, words) => expect(age(minutes)).toBe(words))
  it('count whole minutes, never below none', () => {
    expect(minutesBetween('2026-11-21T10:00:00Z', '2026-11-21T10:01:59Z')).toBe(1)
    expect(minutesBetween('2026-11-21T10:05:00Z', '2026-11-21T10:00:00Z')).toBe(0)
  })
})

describe('money', () => {
  it.each([
    [70000, '700'],
    [624000, '6,240'],
    [1250, '12.50'],
    [5, '0.05'],
  ])('%i 分 are %s 元', (amount, words) => expect(yuan(amount)).toBe(words))
  it.each([
    ['700', 70000],
    ['700.5', 70050],
    ['1,200.00', 120000],
    ['20元', 2000],
    ['', null],
    ['七百', null],
    ['1.234', null],
    ['-5', null],
  ])('%s is read as %s', (text, amount) => expect(cents(text)).toBe(amount))
})

describe('codes', () => {
  it('are cut into their groups, what is over stays', () => {
    expect(splitCode('914403001922038216', [2, 6, 9, 1])).toEqual(['91', '440300', '192203821', '6'])
    expect(splitCode('9144', [2, 6])).toEqual(['91', '44'])
    expect(splitCode('12345', [2])).toEqual(['12', '345'])
    expect(splitCode('', [2])).toEqual([])
  })
})

it('writes years in capitals and groups in numerals', () => {
  expect(capitalYears(3)).toBe('叁')
  expect(numeral(4)).toBe('四')
  expect(numeral(12)).toBe('十二')
  expect(size(12_345)).toBe('12 kB')
})
