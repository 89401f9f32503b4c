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
  const head: Section = {
    title: '申请业务',
    lines: [
      { id: 'kind', label: '证书种类', value: label(view.kinds, content.kind), groups: [] },
      { id: 'business', label: '业务', value: label(view.businesses, content.business), groups: [] },
      { id: 'channel', label: '办理方式', value: label(view.channels, content.channel), groups: [] },
      { id: 'years', label: '年限', value: content.years === null ? '' : `${content.years} 年`, groups: [] },
      { id: 'count', label: '张数', value: `${content.count} 张`, groups: [] },
    ].filter((line) => line.value !== ''),
  }
  const groups = view.groups.map((group): Section => ({
    title: group.title,
    lines: group.fields.map((field) => ({
      id: field.id,
      label: field.label,
      value: shown(field, content.fields[field.id] ?? ''),
      groups: field.groups,
    })),
  }))
  const annex = content.employees.map((row, index): Section => ({
    title: `单位员工 ${index + 1}`,
    lines: view.employeeColumns.map((field) => ({
      id: `employees.${index}.${field.id}`,
      label: field.label,
      value: shown(field, row[field.id] ?? ''),
      groups: field.groups,
    })),
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
