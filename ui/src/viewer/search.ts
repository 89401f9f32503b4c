/**
 * Searching what is looked at. Spaces do not count (a number in single boxes is found as it is spoken), nor do
 * full width and capitals. It never asks the desk: the words came with the pages.
 */
import type { LookPart, LookSheet } from '@/bindings'

/** A rectangle on a page, in points. */
export interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** A place on a page where the words stand. */
export interface PageHit {
  page: number
  boxes: Box[]
}

/** A place in a line of text: from and to in letters. */
export interface LineHit {
  part: number
  line: number
  from: number
  to: number
}

interface Letter {
  text: string
  word: number
  from: number
  to: number
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')

/** The last of the letters that are written narrow: Latin and its like. */
const NARROW = 0x2ff
/** Half a square for what is written narrow, as in the faces of the forms. */
const breadth = (letter: string): number => ((letter.codePointAt(0) ?? 0) <= NARROW ? 0.5 : 1)

function lettersOf(sheet: LookSheet): Letter[] {
  return sheet.words.flatMap((word, index) => {
    const single = [...word.text]
    const whole = single.reduce((sum, ch) => sum + breadth(ch), 0) || 1
    let at = 0
    return single.flatMap((ch) => {
      const from = at / whole
      at += breadth(ch)
      return [...fold(ch)].map((text) => ({ text, word: index, from, to: at / whole }))
    })
  })
}

/** The letters as one text, and for each place in it the letter it belongs to. */
function joined(letters: readonly { text: string }[]): { text: string; starts: number[] } {
  const starts = letters.flatMap((letter, index) => Array.from({ length: letter.text.length }, () => index))
  return { text: letters.map((letter) => letter.text).join(''), starts }
}

function places(text: string, query: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) found.push(at)
  return found
}

/** All places on the pages where the query stands, in reading order; it may run over the end of a word. */
export function findOnPages(pages: readonly LookSheet[], query: string): PageHit[] {
  const wanted = fold(query)
  if (!wanted) return []
  return pages.flatMap((sheet, page) => {
    const letters = lettersOf(sheet)
    const { text, starts } = joined(letters)
    return places(text, wanted).map((at) => {
      const boxes = new Map<number, { from: number; to: number }>()
      for (const index of new Set(starts.slice(at, at + wanted.length))) {
        const letter = letters[index] as Letter
        const box = boxes.get(letter.word)
        if (box) box.to = letter.to
        else boxes.set(letter.word, { from: letter.from, to: letter.to })
      }
      const drawn = [...boxes].map(([index, { from, to }]) => {
        const word = sheet.words[index] as LookSheet['words'][number]
        return { x: word.x + word.w * from, y: word.y, w: word.w * (to - from), h: word.h }
      })
      return { page, boxes: drawn }
    })
  })
}

/** All places in the lines where the query stands. */
export function findInLines(parts: readonly LookPart[], query: string): LineHit[] {
  const wanted = fold(query)
  if (!wanted) return []
  return parts.flatMap((part, p) =>
    part.lines.flatMap((line, l) => {
      const letters = [...line.value].map((ch) => ({ text: fold(ch) }))
      const { text, starts } = joined(letters)
      return places(text, wanted).map((at) => ({
        part: p,
        line: l,
        from: starts[at] as number,
        to: (starts[at + wanted.length - 1] as number) + 1,
      }))
    }),
  )
}

/** A line cut at its hits: pieces in order, those that are hits with their number among all hits. */
export function piecesOf(
  value: string,
  hits: readonly (LineHit & { no: number })[],
): { text: string; no: number | null }[] {
  const letters = [...value]
  const pieces: { text: string; no: number | null }[] = []
  let at = 0
  for (const hit of hits) {
    if (hit.from > at) pieces.push({ text: letters.slice(at, hit.from).join(''), no: null })
    pieces.push({ text: letters.slice(hit.from, hit.to).join(''), no: hit.no })
    at = hit.to
  }
  if (at < letters.length) pieces.push({ text: letters.slice(at).join(''), no: null })
  return pieces
}
