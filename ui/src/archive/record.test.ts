import { describe, expect, it } from 'vitest'
import type { CaseView } from '../bindings'
import { kindOfDocument, sectionsOf, sizeWord } from './record'

describe('the content as lines', () => {
  it('shows options by their words and the annex person by person', () => {
    const field = (id: string, options: { value: string; label: string }[] = []) =>
      ({
        id,
        label: id,
        need: 'optional',
        oneOf: null,
        groups: [],
        options,
        maxLength: 60,
        note: null,
        wide: false,
        derivedFrom: null,
      }) as const
    const sections = sectionsOf({
      covered: [],
      kinds: [{ value: 'org', label: '单位法人数字证书' }],
      businesses: [{ value: 'new', label: '新申请' }],
      channels: [],
      content: {
        project: 'p',
        kind: 'org',
        business: 'new',
        channel: 'counter',
        years: null,
        count: 1,
        fields: { card: 'id' },
        employees: [{ user_name: '罗青' }],
      },
      groups: [
        {
          id: 'g',
          title: '经办人',
          fields: [field('card', [{ value: 'id', label: '身份证' }]), field('empty')],
        },
      ],
      employeeColumns: [field('user_name')],
    } as unknown as CaseView)
    expect(sections.map((section) => section.title)).toEqual(['申请业务', '经办人', '单位员工 1'])
    expect(sections[0]?.lines.map((line) => line.value)).toEqual([
      '单位法人数字证书',
      '新申请',
      'counter',
      '1 张',
    ])
    expect(sections[1]?.lines.map((line) => line.value)).toEqual(['身份证', ''])
    expect(sections[2]?.lines[0]).toMatchObject({ id: 'employees.0.user_name', value: '罗青' })
  })
})

describe('documents', () => {
  it('are opened by their kind', () => {
    expect(kindOfDocument('交接单.PDF')).toBe('pdf')
    expect(kindOfDocument('page.jpg')).toBe('picture')
    expect(kindOfDocument('request.p10')).toBe('file')
    expect([sizeWord(900), sizeWord(12345), sizeWord(1_230_000)]).toEqual(['900 B', '12.3 kB', '1.2 MB'])
  })
})
