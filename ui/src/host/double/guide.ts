/**
 * What follows from a case's content in the double. Projects, fields, papers, forms and fees are the real desk's,
 * recorded; findings and gates are a small copy of two guides.
 */
import type {
  CaseRow,
  CaseView,
  Content,
  FeeView,
  FieldGroup,
  Finding,
  FormLine,
  Gate,
  MaterialLine,
  NextStep,
  ProjectInfo,
  SpineStep,
} from '../../bindings'
import { idDigit, usccDigit } from './numbers'
import { recorded } from './recorded'
import type { Stored } from './stored'

export const projects: ProjectInfo[] = recorded.projects

const kindOf = (c: Content) =>
  projects.find((project) => project.id === c.project)?.kinds.find((kind) => kind.value === c.kind)
const businessOf = (c: Content) => kindOf(c)?.businesses.find((one) => one.value === c.business)

export const businessWord = (c: Content): string => businessOf(c)?.label ?? c.business

/** What a business brings with it, as the desk opened a case of it. */
export const asked = (c: Content) => recorded.opened[`${c.project}/${c.kind}/${c.business}`]

/** Fields by groups. */
export const fieldsOf = (c: Content): FieldGroup[] => asked(c)?.groups ?? []

const finding = (
  at: string,
  severity: Finding['severity'],
  code: string,
  message: string,
  remedy = '',
  suggestion: string | null = null,
): Finding => ({
  code,
  severity,
  field: at,
  message,
  remedy,
  suggestion,
  kept: false,
})

function checkId(at: string, value: string): Finding[] {
  if (value.length !== 18)
    return [finding(at, 'refuse', 'id-length', `应为 18 位，现为 ${value.length} 位。`, '请对照身份证补全。')]
  const right = idDigit(value.slice(0, 17))
  return value[17] === right
    ? []
    : [
        finding(
          at,
          'refuse',
          'id-check-digit',
          `第18位应为${right}`,
          '请对照身份证原件核对。',
          value.slice(0, 17) + right,
        ),
      ]
}

/** What the checks say. */
export function findingsOf(s: Stored): Finding[] {
  const f = s.content.fields
  const all: Finding[] = []
  const code = f['uscc'] ?? ''
  if (code && code.length !== 18)
    all.push(
      finding(
        'uscc',
        'refuse',
        'uscc-length',
        `应为 18 位，现为 ${code.length} 位。`,
        '请对照证书原件补全。',
      ),
    )
  else if (code && code[17] !== usccDigit(code.slice(0, 17)))
    all.push(
      finding(
        'uscc',
        'refuse',
        'uscc-check-digit',
        `第18位应为${usccDigit(code.slice(0, 17))}`,
        `现为 ${code[17]}。请对照证书原件核对末位。`,
        code.slice(0, 17) + usccDigit(code.slice(0, 17)),
      ),
    )
  if (f['operator_id_no']) all.push(...checkId('operator_id_no', f['operator_id_no']))
  if (f['operator_phone'] && !/^1[3-9]\d{9}$/.test(f['operator_phone']))
    all.push(
      finding('operator_phone', 'refuse', 'mobile-form', '手机号应为 11 位，以 1 开头。', '请向经办人核对。'),
    )
  if (f['unit_postcode'] && !/^\d{6}$/.test(f['unit_postcode']))
    all.push(finding('unit_postcode', 'refuse', 'postcode-form', '邮编应为 6 位数字。', '请补全。'))
  if (f['unit_email'] && !/^\S+@\S+\.\S+$/.test(f['unit_email']))
    all.push(
      finding(
        'unit_email',
        'warn',
        'email-form',
        '看起来不像电子邮箱。',
        '缺少 @ 或域名；确实如此可保留原样。',
      ),
    )
  s.content.employees.forEach((e, i) => {
    if (e['user_id_no']) all.push(...checkId(`employees.${i}.user_id_no`, e['user_id_no']))
  })
  return all.map((x) => ({ ...x, kept: x.severity === 'warn' && s.kept.has(`${x.field}:${x.code}`) }))
}

const gate = (reason: string): Gate => ({ open: reason === '', reason })

/** Most people whose fee was recorded; a longer annex costs as much as this one. */
const PEOPLE = 2

/** The fee as the desk told it for these years and people, or for the amount that was typed. */
function feeOf(s: Stored): CaseView['fee'] {
  const fees = asked(s.content)?.fees ?? {}
  const isTyped = '10000' in fees
  const people = s.content.kind === 'org_employee' ? Math.min(s.content.employees.length, PEOPLE) : 1
  const years = asked(s.content)?.years ? (s.content.years ?? 0) : 0
  const told = fees[isTyped ? String(s.typedFee) : `${years}/${people}`]
  // Another amount than was recorded: nobody has told its words.
  const other = { ...(Object.values(fees)[0] as FeeView), totalCents: s.typedFee || null, capital: '' }
  return { ...(told ?? other), payment: s.payment }
}

/** The papers as the desk asks for them, with what was seen of each. */
const materialsOf = (s: Stored): MaterialLine[] =>
  (asked(s.content)?.materials ?? []).map((line) => {
    const seen = s.seen[line.id] ?? []
    return { ...line, seen, complete: line.needed.every((mark) => seen.includes(mark)) }
  })

/** The forms as the desk prints them; a print of the double always comes out. */
const formsOf = (s: Stored): FormLine[] =>
  (asked(s.content)?.forms ?? []).map((form) => {
    if (!s.printed) return form
    const pages = asked(s.content)?.preview.find((one) => one.form === form.id)?.pages ?? 1
    return { ...form, printed: true, pages, state: 'printed', stateWord: '已按现在的内容打印', print: 1 }
  })

function spineOf(s: Stored): SpineStep[] {
  const at: Record<string, number> = {
    draft: 0,
    printed: 1,
    scanning: 2,
    returned: 0,
    in_review: 3,
    approved: 4,
    at_ca: 4,
    ready: 5,
    closed: 6,
    void: 0,
  }
  const here = at[s.state] ?? 0
  const who = [s.clerk, s.clerk, s.clerk, '何敏', '罗毅', '客户']
  return (asked(s.content)?.spine ?? []).map((word, i) => ({
    word,
    who: i < here ? (who[i] ?? '') : i === here ? (who[i] ?? '') : '',
    state:
      i < here
        ? 'done'
        : i === here
          ? s.state === 'returned' || s.state === 'void'
            ? 'stopped'
            : 'now'
          : 'todo',
    at: i < here ? new Date(Date.parse(s.since) - (here - i) * 600_000).toISOString() : null,
  }))
}

/** What the desk would say comes next; papers and samples of the double are always in order. */
function nextOf(s: Stored): NextStep {
  const later: Partial<Record<Stored['state'], NextStep>> = {
    in_review: 'review',
    approved: 'keys',
    at_ca: 'keys',
    ready: 'hand_over',
    closed: 'nothing',
    void: 'nothing',
  }
  return later[s.state] ?? (!s.printed ? 'print' : s.state === 'printed' ? 'scan' : 'submit')
}

/** The whole answer. */
export function follow(s: Stored, row: CaseRow, about: { now: string; mayEdit: boolean }): CaseView {
  const c = s.content
  const groups = fieldsOf(c)
  const project = projects.find((p) => p.id === c.project) as ProjectInfo
  if (c.fields['uscc']?.length === 18 && !c.fields['org_code'] && c.kind === 'org')
    c.fields['org_code'] = `${c.fields['uscc'].slice(8, 16)}-${c.fields['uscc'][16]}`
  const findings = findingsOf(s)
  const all = groups.flatMap((g) => g.fields)
  const missing = all.filter((f) => f.need === 'required' && !c.fields[f.id]).map((f) => f.id)
  if (!['uscc', 'org_code', 'institution_cert_no', 'unit_other_id'].some((id) => c.fields[id]))
    missing.push('uscc')
  if (c.kind === 'org_employee' && c.employees.length === 0) missing.push('employees.0.user_name')
  const wrong = findings.filter((f) => f.severity === 'refuse').length
  const materials = materialsOf(s)
  const fee = feeOf(s)
  const open = ['draft', 'printed', 'returned', 'scanning'].includes(s.state)
  const why =
    wrong && missing.length
      ? `还有 ${wrong} 处不符、${missing.length} 项未录`
      : wrong
        ? `还有 ${wrong} 处不符`
        : missing.length
          ? `还有 ${missing.length} 项未录`
          : fee.totalCents === null
            ? '费用未定'
            : ''
  return {
    id: s.id,
    number: s.number,
    revision: s.revision,
    savedAt: s.savedAt,
    kept: 'books',
    state: s.state,
    stateWord: row.stateWord,
    nextStep: row.nextStep,
    editable: !about.mayEdit
      ? gate('您不是受理员，只能看。')
      : gate(open ? '' : `${row.stateWord}的件不能再改；要改请先退回。`),
    printedWithThisContent: s.printed,
    onPaper: s.printed ? [...new Set(formsOf(s).flatMap((form) => form.fields))] : [],
    next: nextOf(s),
    projectName: project.shortName,
    projectVersion: asked(c)?.projectVersion ?? '',
    versionNote: null,
    ca: project.ca,
    title: c.fields['unit_name'] ?? '',
    clerk: s.clerk,
    spine: spineOf(s),
    content: c,
    covered: [],
    papersShown: true,
    kinds: project.kinds.map(({ value, label }) => ({ value, label })),
    businesses: kindOf(c)?.businesses ?? [],
    channels: businessOf(c)?.channels ?? [],
    years: asked(c)?.years ?? null,
    groups,
    employeeColumns: asked(c)?.employeeColumns ?? [],
    conditions: (asked(c)?.conditions ?? []).map((one) => ({
      ...one,
      on: one.on || s.conditions.includes(one.id),
    })),
    findings,
    missing,
    materials,
    fee,
    forms: formsOf(s),
    returned: s.state === 'returned' ? s.returned : [],
    mayPrint: gate(open ? why : `${row.stateWord}的件不再打印`),
    maySubmit: gate(
      !open
        ? '已送出'
        : why ||
            (!s.printed
              ? '还没有打印'
              : materials.some((m) => !m.complete)
                ? '材料未齐'
                : s.state === 'printed'
                  ? '还没有扫描件'
                  : ''),
    ),
    wantsSamples: asked(c)?.wantsSamples ?? false,
    takenFrom: s.takenFrom,
    linked: [],
    making: asked(c)?.making ?? null,
    actsOn: null,
  }
}
