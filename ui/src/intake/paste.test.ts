import { describe, expect, it } from 'vitest'
import type { FieldInfo } from '@/bindings'
import { isBlank, isSheet, layOver, MOST, readSheet } from './paste'

const column = (id: string, label: string, options: FieldInfo['options'] = []): FieldInfo => ({
  id,
  label,
  need: 'required',
  oneOf: null,
  groups: [],
  options,
  maxLength: 40,
  note: null,
  wide: false,
  derivedFrom: null,
})
const columns = [
  column('user_name', '姓名：'),
  column('business', '业务', [{ value: 'new', label: '新申请' }]),
  column('user_id_no', '身份证号码'),
]

describe('pasting from a spreadsheet', () => {
  it('tells a block of cells from a word', () => {
    expect(isSheet('简宁')).toBe(false)
    expect(isSheet('简宁\n')).toBe(false)
    expect(isSheet('简宁\t新申请')).toBe(true)
  })
  it('takes cells in the order of the annex, from the column pasted into', () => {
    expect(readSheet('简宁\t新申请\t11010519491231002X\r\n\r\n尤可\t\t', columns)).toEqual([
      { user_name: '简宁', business: 'new', user_id_no: '11010519491231002X' },
      { user_name: '尤可' },
    ])
    expect(readSheet("'11010519491231002X", columns, 2)).toEqual([{ user_id_no: '11010519491231002X' }])
  })
  it('finds columns by a head line, whatever their order, and leaves strange ones out', () => {
    expect(readSheet('身份证号码\t工号\t姓名\n11010519491231002X\t7\t简宁', columns)).toEqual([
      { user_id_no: '11010519491231002X', user_name: '简宁' },
    ])
  })
  it('takes no more rows than an annex can have', () => {
    expect(
      readSheet(Array.from({ length: MOST + 50 }, () => '简宁\t新申请').join('\n'), columns),
    ).toHaveLength(MOST)
  })
  it('lays rows over the annex and adds what is beyond', () => {
    expect(
      layOver([{ user_name: '甲', user_email: 'a@b.c' }], [{ user_name: '乙' }, { user_name: '丙' }], 0),
    ).toEqual([{ user_name: '乙', user_email: 'a@b.c' }, { user_name: '丙' }])
    expect(layOver([], [{ user_name: '丙' }], 1)).toEqual([{}, { user_name: '丙' }])
    expect(isBlank({ user_name: ' ' })).toBe(true)
  })
})
