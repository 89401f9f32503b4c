import { describe, expect, it } from 'vitest'
import type { LookSheet } from '@/bindings'
import { findInLines, findOnPages, piecesOf } from './search'

const word = (text: string, x: number, w: number) => ({ text, x, y: 100, w, h: 12 })
const sheet = (words: LookSheet['words']): LookSheet => ({ title: '', width: 595, height: 842, words })

describe('searching what is looked at', () => {
  it('finds a number that stands in single boxes, and marks every box', () => {
    const boxes = [...'91440101'].map((digit, i) => word(digit, 50 + i * 20, 6))
    const [hit, more] = findOnPages([sheet([]), sheet(boxes)], '4401')
    expect(more).toBeUndefined()
    expect(hit?.page).toBe(1)
    expect(hit?.boxes.map((box) => box.x)).toEqual([90, 110, 130, 150])
  })

  it('marks only the letters that were asked for, narrow ones narrow', () => {
    const [hit] = findOnPages([sheet([word('AB单位', 0, 30)])], '单')
    expect(hit?.boxes).toEqual([{ x: 10, y: 100, w: 10, h: 12 }])
  })

  it('takes full width and capitals as the same, and runs over the end of a word', () => {
    expect(findOnPages([sheet([word('ＵＫey', 0, 30), word('序列', 40, 20)])], 'ukey 序').length).toBe(1)
    expect(findOnPages([sheet([word('单位', 0, 20)])], '   ')).toEqual([])
  })

  it('survives letters outside the basic plane', () => {
    const [hit] = findOnPages([sheet([word('𠮷野家', 0, 30)])], '野')
    expect(hit?.boxes[0]).toMatchObject({ x: 10, w: 10 })
  })

  it('cuts a line at its hits', () => {
    const parts = [{ title: '', lines: [{ label: '', value: 'aXbxc' }] }]
    const hits = findInLines(parts, 'x').map((hit, no) => ({ ...hit, no }))
    expect(piecesOf('aXbxc', hits).map((piece) => [piece.text, piece.no])).toEqual([
      ['a', null],
      ['X', 0],
      ['b', null],
      ['x', 1],
      ['c', null],
    ])
  })
})
