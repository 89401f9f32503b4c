/**
 * What the double covers of a case for whoever neither takes nor checks it, and tells for a purpose. The rule is the
 * core's; here it is played for the fields that every case has.
 */
import type { CaseView, PurposeChoice, RoleName, Unmask, UnmaskedValue } from '../../bindings'
import { refuse } from './answers'

const PURPOSES: PurposeChoice[] = [
  { value: 'contact', word: '联系客户', wantsWords: false },
  { value: 'compare', word: '与证件核对', wantsWords: false },
  { value: 'other', word: '其他', wantsWords: true },
]
const isPersonal = (field: string) => /_(id_no|phone)$/.test(field)
const ends = (value: string) =>
  value.length > 8 ? value.slice(0, 4) + '*'.repeat(value.length - 6) + value.slice(-2) : '****'

/** The case as an account of these roles gets to see it. */
export function cover(view: CaseView, roles: readonly RoleName[]): CaseView {
  if (roles.includes('clerk') || roles.includes('reviewer')) return view
  const covered: string[] = []
  const shown = (fields: Record<string, string>, before: string) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        if (!isPersonal(name)) return [name, value]
        covered.push(before + name)
        return [name, ends(value)]
      }),
    )
  const content = {
    ...view.content,
    fields: shown(view.content.fields as Record<string, string>, ''),
    employees: view.content.employees.map((row, at) =>
      shown(row as Record<string, string>, `employees.${at}.`),
    ),
  }
  return { ...view, content, covered, papersShown: false }
}

/** The commands about covered values. */
export function coveredHandlers(whole: (id: number) => CaseView) {
  return {
    purposes: (): PurposeChoice[] => PURPOSES,
    unmask: ({ id, field, purpose, words }: Unmask): UnmaskedValue => {
      if (purpose === 'other' && words.trim().length < 4)
        throw refuse('purpose-empty', '没有写明用途', '选“其他”时请写明用来做什么')
      if (field === 'papers') return { label: '扫描件和打印件', value: '', seconds: 300 }
      const value = whole(id).content.fields[field]
      if (!value) throw refuse('not-found', '找不到这一项', '请刷新（F5）后再试')
      return { label: field, value, seconds: 60 }
    },
  }
}
