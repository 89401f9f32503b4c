import { describe, expect, it } from 'vitest'
import type { StockMoveLine } from '@/bindings'
import { groupMoves } from './moves'

const move = (serial: string, more: Partial<StockMoveLine> = {}): StockMoveLine => ({
  serial,
  boxNo: '7-1',
  word: '入库',
  reason: '入库',
  caseNumber: null,
  by: '罗毅',
  at: '2026-11-21T10:42:18',
  ...more,
})

describe('the day of the stock', () => {
  it('reads a box that came in as one line from its first to its last key', () => {
    const [box, ...rest] = groupMoves([move('A3'), move('A2'), move('A1', { at: '2026-11-21T10:42:17' })])
    expect(rest).toEqual([])
    expect(box).toMatchObject({ serials: 'A1 … A3', count: 3 })
  })

  it('keeps apart what is another move: damaged, another box, another case, another hour', () => {
    const moves = [
      move('A2', { word: '损坏', reason: '插不进去' }),
      move('A2'),
      move('B1', { boxNo: '7-2' }),
      move('C2', { word: '制证领用', reason: '制证', caseNumber: 'YL-2' }),
      move('C1', { word: '制证领用', reason: '制证', caseNumber: 'YL-1' }),
      move('A1', { at: '2026-11-21T09:00:00' }),
    ]
    expect(groupMoves(moves).map((one) => one.serials)).toEqual(moves.map((one) => one.serial))
  })
})
