/**
 * A case as the archive shows it: filters of the list, and the content as lines to read.
 * It never changes a case.
 */
import type { CaseState, CaseView, FieldInfo } from '../bindings'

export interface StateFilter {
  id: string
  label: string
  states: CaseState[]
}

/** The filters over the list; the first is the one that stands when the screen opens. */
export const FILTERS: StateFilter[] = [
  { id: 'all', label: '全部', states: [] },
  {
    id: 'running',
    label: '在办',
    states: ['draft', 'printed', 'scanning', 'in_review', 'returned', 'approved', 'at_ca', 'ready'],
  },
  { id: 'closed', label: '已领取', states: ['closed'] },
  { id: 'void', label: '已作废', states: ['void'] },
]

export interface Line {
  id: string
  label: string
  /** What was entered, options by their label; empty when nothing was. */
  value: string
  /** Digit groups of a code. */
  groups: number[]
  /** Not shown whole to whoever is signed in. */
  covered: boolean
}

export interface Section {
  title: string
  lines: Line[]
}

const shown = (field: FieldInfo, value: string): string =>
  field.options.find((option) => option.value === value)?.label ?? value

/** The entered content by the form's own groups; the employee annex follows, one section for each person. */
export function sectionsOf(view: CaseView): Section[] {
  const label = (choices: { value: string; label: string }[], value: string) =>
    choices.find((choice) => choice.value === value)?.label ?? value
  const { content } = view
  const plain = (id: string, label: string, value: string): Line => ({
    id,
    label,
    value,
    groups: [],
    covered: false,
  })
  // What is covered has no groups of digits to be told apart by.
  const line = (field: FieldInfo, id: string, value: string): Line => {
    const covered = view.covered.includes(id)
    return {
      id,
      label: field.label,
      value: shown(field, value),
      groups: covered ? [] : field.groups,
      covered,
    }
  }
  const head: Section = {
    title: '申请业务',
    lines: [
      plain('kind', '证书种类', label(view.kinds, content.kind)),
      plain('business', '业务', label(view.businesses, content.business)),
      plain('channel', '办理方式', label(view.channels, content.channel)),
      plain('years', '年限', content.years === null ? '' : `${content.years} 年`),
      plain('count', '张数', `${content.count} 张`),
    ].filter((line) => line.value !== ''),
  }
  const groups = view.groups.map((group): Section => ({
    title: group.title,
    lines: group.fields.map((field) => line(field, field.id, content.fields[field.id] ?? '')),
  }))
  const annex = content.employees.map((row, index): Section => ({
    title: `单位员工 ${index + 1}`,
    lines: view.employeeColumns.map((field) =>
      line(field, `employees.${index}.${field.id}`, row[field.id] ?? ''),
    ),
  }))
  return [head, ...groups, ...annex]
}

/** How a document can be looked at, by its name. */
export function kindOfDocument(name: string): 'picture' | 'pdf' | 'file' {
  const ending = name.toLowerCase().split('.').at(-1) ?? ''
  if (['png', 'jpg', 'jpeg', 'webp', 'bmp', 'gif'].includes(ending)) return 'picture'
  return ending === 'pdf' ? 'pdf' : 'file'
}

/** 12.3 kB, 1.2 MB. */
export function sizeWord(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
