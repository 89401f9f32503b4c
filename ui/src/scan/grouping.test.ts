import { describe, expect, it } from 'vitest'
import type { CaseView, PageLine } from '../bindings'
import { filingChoices, firstGap, papersOf } from './grouping'

const line = (id: number, over: Partial<PageLine>): PageLine => ({
  id,
  state: 'filed',
  caseId: 1,
  number: 'YL-1',
  form: 'f-1',
  words: '',
  page: 1,
  pages: 2,
  copy: 1,
  origin: 'a.png',
  at: '2026-11-21T10:00:00+08:00',
  findings: [],
  registered: true,
  read: true,
  ...over,
})

const papers = {
  forms: [
    {
      id: 'f-1',
      title: '《申请表》',
      copies: 2,
      copiesNote: '',
      printed: true,
      pages: 2,
      state: 'printed',
      stateWord: '',
      print: 1,
      said: null,
      fields: [],
    },
  ],
  materials: [
    {
      id: 'm-0',
      material: '《申请表》一式二份',
      copies: '2',
      needed: [],
      seen: [],
      note: '',
      quote: '',
      place: '',
      complete: true,
    },
    {
      id: 'm-1',
      material: '经办人《身份证》',
      copies: '1',
      needed: [],
      seen: [],
      note: '',
      quote: '',
      place: '',
      complete: true,
    },
  ],
} as Pick<CaseView, 'forms' | 'materials'>

describe('papersOf', () => {
  it('shows every gap of every copy in words', () => {
    const [form, material] = papersOf(papers, [line(1, {}), line(2, { page: 2 }), line(3, { copy: 2 })])
    expect(form?.gaps).toEqual([])
    expect(form?.spare).toEqual(['第2份缺第2页，可不扫'])
    expect(form?.copies[1]?.slots[1]?.lines).toEqual([])
    expect(material?.title).toBe('经办人《身份证》')
    expect(material?.gaps).toEqual([])
    expect(material?.spare[0]).toContain('未扫')
  })

  it('waits only for pages that no copy has', () => {
    expect(papersOf(papers, [line(1, {}), line(2, { page: 2 })])[0]).toMatchObject({
      gaps: [],
      spare: ['第2份未扫，可不扫'],
    })
    expect(papersOf(papers, [line(1, {}), line(3, { copy: 2 })])[0]).toMatchObject({
      gaps: ['缺第2页'],
      spare: [],
    })
    expect(papersOf(papers, [line(1, {}), line(2, { page: 2, copy: 2 })])[0]?.gaps).toEqual([])
  })

  it('never takes a page of an earlier content for one that is there', () => {
    const found = papersOf(papers, [line(1, { state: 'stale' }), line(2, { page: 2, state: 'unsure' })])
    expect(found[0]?.gaps).toEqual(['还没有扫描'])
    expect(found.slice(-2).map((paper) => paper.id)).toEqual(['stale', 'unsure'])
  })

  it('knows from the print how many pages a copy has, before any or all of them have come back', () => {
    const three = { ...papers, forms: [{ ...papers.forms[0]!, pages: 3 }] }
    expect(papersOf(three, [line(1, {})])[0]?.gaps).toEqual(['缺第2页', '缺第3页'])
    expect(papersOf(three, [])[0]?.copies.map((copy) => copy.slots.length)).toEqual([3, 3])
  })

  it('counts no discarded page, and keeps pages of papers that are no longer asked for', () => {
    const all = papersOf(papers, [
      line(1, { state: 'discarded' }),
      line(2, { form: 'f-old', words: '《旧表》 第1页', pages: 1 }),
    ])
    expect(all[0]?.gaps).toEqual(['还没有扫描'])
    expect(all.at(-1)).toMatchObject({ kind: 'other', title: '《旧表》' })
  })
})

describe('filing by hand', () => {
  it('offers forms and other papers, the form itself only once', () => {
    expect(filingChoices(papers).map((choice) => choice.value)).toEqual(['f-1', 'm-1'])
  })

  it('offers the first gap', () => {
    const [form, material] = papersOf(papers, [line(1, {}), line(2, { page: 2 }), line(3, { copy: 2 })])
    expect(firstGap(form)).toEqual({ page: 2, copy: 2 })
    expect(firstGap(material)).toEqual({ page: 1, copy: 1 })
    const grown = papersOf(papers, [line(9, { form: 'm-1', pages: 1 })])
    expect(firstGap(grown[1])).toEqual({ page: 2, copy: 1 })
  })
})
