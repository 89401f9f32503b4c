/**
 * Lays the scanned pages of a case out by paper, copy and page, so that what is missing is seen as a gap.
 * It never files anything and never decides whether a case may go on: that is the gate's word (`maySubmit`).
 * Facts: the case's forms with their copies, its materials, the pages as the core reports them.
 */
import type { CaseView, PageLine } from '../bindings'

export interface Slot {
  /** Page of the paper, from 1. */
  page: number
  /** Scans of this page; none is a gap, more than one a page scanned twice. */
  lines: PageLine[]
}

export interface Copy {
  copy: number
  slots: Slot[]
}

export interface Paper {
  /** Form id or material row id. */
  id: string
  title: string
  kind: 'form' | 'material' | 'other'
  copies: Copy[]
  /** Pages that no copy has, in words: 缺第2页. The case waits for them. */
  gaps: string[]
  /** What else is not there but need not be: further copies, papers that were only looked at. */
  spare: string[]
}

type Papers = Pick<CaseView, 'forms' | 'materials'>

/** `《单位申请表》` and `单位申请表` are the same paper. */
export const bareTitle = (title: string): string => title.replace(/[《》\s]/g, '')

/** Whether a row of the materials table is one of the forms that the case prints itself. */
const isForm = (material: string, papers: Papers): boolean =>
  papers.forms.some((form) => bareTitle(material).includes(bareTitle(form.title)))

const range = (last: number): number[] => Array.from({ length: Math.max(0, last) }, (_, i) => i + 1)

const most = (numbers: number[], least: number): number => numbers.reduce((a, b) => Math.max(a, b), least)

function laidOut(lines: PageLine[], copies: number, printed = 1): Copy[] {
  const pages = most(
    lines.flatMap((line) => [line.pages, line.page]),
    Math.max(printed, 1),
  )
  return range(
    most(
      lines.map((line) => line.copy),
      copies,
    ),
  ).map((copy) => ({
    copy,
    slots: range(pages).map((page) => ({
      page,
      lines: lines.filter((line) => line.copy === copy && line.page === page),
    })),
  }))
}

/** The counter keeps one copy, so a page is missing only when no copy has it. */
function gapsOf(copies: Copy[]): { gaps: string[]; spare: string[] } {
  const pages = copies[0]?.slots.map((slot) => slot.page) ?? []
  const has = (page: number, of: Copy[]) =>
    of.some((copy) => copy.slots.some((slot) => slot.page === page && slot.lines.length > 0))
  const lost = pages.filter((page) => !has(page, copies))
  if (lost.length === pages.length) return { gaps: ['还没有扫描'], spare: [] }
  const spare = copies.flatMap((copy) => {
    const missing = pages.filter((page) => !lost.includes(page) && !has(page, [copy]))
    if (missing.length === 0) return []
    return missing.length === pages.length - lost.length && lost.length === 0
      ? [`第${copy.copy}份未扫，可不扫`]
      : missing.map((page) => `第${copy.copy}份缺第${page}页，可不扫`)
  })
  return { gaps: lost.map((page) => `缺第${page}页`), spare }
}

/** The papers of a case: its forms first, then materials, then pages filed to something the case no longer asks for. */
export function papersOf(papers: Papers, pages: PageLine[]): Paper[] {
  const filed = pages.filter((line) => line.state === 'filed')
  const of = (id: string) => filed.filter((line) => line.form === id)
  const forms = papers.forms.map((form): Paper => {
    const copies = laidOut(of(form.id), form.copies, form.pages)
    return { id: form.id, title: form.title, kind: 'form', copies, ...gapsOf(copies) }
  })
  const materials = papers.materials
    .filter((row) => !isForm(row.material, papers) || of(row.id).length > 0)
    .map((row): Paper => {
      const lines = of(row.id)
      const copies = lines.length > 0 ? laidOut(lines, 1) : []
      return {
        id: row.id,
        title: row.material,
        kind: 'material',
        copies,
        gaps: [],
        spare: lines.length > 0 ? [] : ['未扫，可不扫'],
      }
    })
  const known = new Set([...papers.forms.map((form) => form.id), ...papers.materials.map((row) => row.id)])
  const strays = new Map<string, PageLine[]>()
  for (const line of filed) {
    const id = line.form ?? ''
    if (!known.has(id)) strays.set(id, [...(strays.get(id) ?? []), line])
  }
  const others = [...strays].map(([id, lines]): Paper => {
    const copies = laidOut(lines, 1)
    return { id, title: lines[0]?.words.split(' ')[0] || '其他', kind: 'other', copies, gaps: [], spare: [] }
  })
  return [...forms, ...materials, ...others, ...withoutWorth(pages)]
}

/** Pages that are filed and count for nothing: of an earlier content, or of a print that nobody can tell. */
function withoutWorth(pages: PageLine[]): Paper[] {
  const kinds = [
    { state: 'stale', title: '按以前的内容打印的，不算数' },
    { state: 'unsure', title: '看不出是哪次打印的，要人看' },
  ] as const
  return kinds.flatMap(({ state, title }) => {
    const lines = pages.filter((line) => line.state === state)
    if (lines.length === 0) return []
    return [{ id: state, title, kind: 'other', copies: laidOut(lines, 1), gaps: [], spare: [] }]
  })
}

/** What a page may be filed to: forms and materials of the case. */
export function filingChoices(papers: Papers): { value: string; label: string; copies: number }[] {
  return [
    ...papers.forms.map((form) => ({ value: form.id, label: form.title, copies: form.copies })),
    ...papers.materials
      .filter((row) => !isForm(row.material, papers))
      .map((row) => ({ value: row.id, label: row.material, copies: 9 })),
  ]
}

/** The first gap of a paper, as the place to offer when a page is filed by hand. */
export function firstGap(paper: Paper | undefined): { page: number; copy: number } {
  for (const { copy, slots } of paper?.copies ?? []) {
    const gap = slots.find((slot) => slot.lines.length === 0)
    if (gap) return { page: gap.page, copy }
  }
  if (paper?.kind === 'form' || !paper || paper.copies.length === 0) return { page: 1, copy: 1 }
  // A material whose pages are all there grows by one page.
  return { page: (paper.copies[0]?.slots.length ?? 0) + 1, copy: 1 }
}
