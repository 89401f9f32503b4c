/**
 * What follows from a case's content in the double. Projects and fields are the real desk's, recorded; findings, fee,
 * materials, forms and gates are a small copy of two guides.
 */
import type {
  CaseRow,
  CaseView,
  Content,
  FieldGroup,
  Finding,
  FormLine,
  Gate,
  Mark,
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

const asked = (c: Content) => recorded.opened[`${c.project}/${c.kind}/${c.business}`]

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
const AMOUNT: Record<string, string> = {
  300: '叁佰元整',
  700: '柒佰元整',
  500: '伍佰元整',
  100: '壹佰元整',
  20: '贰拾元整',
  400: '肆佰元整',
  200: '贰佰元整',
  600: '陆佰元整',
  800: '捌佰元整',
}

function feeOf(s: Stored): CaseView['fee'] {
  const { project, business, kind } = s.content
  const base = { payment: s.payment, paymentNote: '私人汇款不受理', refused: null }
  if (project !== 'netca-gd-ylbx') {
    return {
      ...base,
      totalCents: s.typedFee || null,
      stated: false,
      formula: '',
      capital: s.typedFee ? (AMOUNT[s.typedFee / 100] ?? '') : '',
      lines: [],
      source: '指南未写明金额，请按 CA 的通知录入（指南000第15行）',
      paymentNote: '汇款单位必须是办理 CA 的单位',
    }
  }
  const years = s.content.years ?? 0
  const count = Math.max(1, kind === 'org_employee' ? s.content.employees.length : s.content.count)
  const per = kind === 'org' ? 200 : 100
  if (['new', 'renew'].includes(business) && years > 5)
    return {
      ...base,
      totalCents: null,
      stated: true,
      formula: '',
      capital: '',
      lines: [],
      source: '指南001第161行',
      refused: finding('years', 'refuse', 'fee-years', '年限只能是 1 至 5 年', '请改年限。'),
    }
  const service = {
    item: '证书年服务费',
    words: `${per} 元/年/张 × ${years} 年${count > 1 ? ` × ${count}` : ''}`,
    cents: per * years * 100 * count,
  }
  const medium = { item: '证书介质费', words: `100 元/个 × ${count}`, cents: 10000 * count }
  const flat = (item: string, amount: number) => [
    { item, words: `${amount} 元/次/个`, cents: amount * 100 * count },
  ]
  const lines =
    business === 'new'
      ? [service, medium]
      : business === 'renew'
        ? [service]
        : business === 'replace'
          ? flat('损坏更换、遗失补办', 100)
          : business === 'change'
            ? flat('证书变更费', 20)
            : flat('证书解锁费', 20)
  const total = lines.reduce((sum, l) => sum + l.cents, 0)
  const head =
    business === 'new'
      ? `${per}×${years}＋100`
      : business === 'renew'
        ? `${per}×${years}`
        : `${total / 100 / count}`
  return {
    ...base,
    totalCents: total,
    stated: true,
    formula: `${count > 1 ? `(${head})×${count}` : head}＝${total / 100}元`,
    capital: AMOUNT[total / 100] ?? '',
    lines,
    source: '新申请证书费用：证书年服务费*年限+证书介质费（指南001第177行）',
  }
}

function materialsOf(s: Stored): MaterialLine[] {
  const employee = s.content.kind === 'org_employee'
  const y = employee ? 'Y-E' : 'Y-O'
  const line = (id: string, material: string, copies: string, needed: Mark[], note = ''): MaterialLine => {
    const seen = s.seen[id] ?? []
    return {
      id,
      material,
      copies,
      needed,
      seen,
      note,
      quote: '①《申请表》（一式二份），加盖单位公章。',
      place: '指南 001 第 89 行',
      complete: needed.every((m) => seen.includes(m)),
    }
  }
  return [
    line(
      `${y}-C1`,
      employee
        ? '《单位员工数字证书申请表》'
        : s.content.project === 'netca-gd-ylbx'
          ? '《单位法人数字证书申请表》'
          : '《网证通数字证书及电子印章申请表》',
      '2',
      ['copies', 'seal', 'signature'],
      '经办人签署',
    ),
    line(`${y}-C2`, '《事业单位法人证书》或《统一社会信用代码证书》', '1', ['copies', 'seal', 'original']),
    line(`${y}-C3`, '经办人《身份证》', '1', employee ? ['copies', 'seal'] : ['copies', 'seal', 'original']),
    ...(employee ? [line('Y-E-C4', '数字证书使用人《身份证》复印件', '每人1', ['copies', 'seal'])] : []),
    ...(['unlock', 'change'].includes(s.content.business)
      ? [line(`${y}-C4x`, '电子密匙', '1', ['original'], '存储介质，外型像U盘')]
      : []),
    line('Y-PAY-C', '汇款凭证', '指南未写明', s.payment === 'remittance' ? ['copies'] : [], '现场刷卡则免'),
  ]
}

function formsOf(s: Stored): FormLine[] {
  const f = (id: string, title: string): FormLine => ({
    id,
    title,
    copies: 2,
    copiesNote: '一式二份（指南001第89行）',
    printed: s.printed,
    pages: s.printed ? 2 : 0,
    state: s.printed ? 'printed' : 'none',
    stateWord: s.printed ? '已按现在的内容打印' : '还没有打印',
    print: s.printed ? 1 : null,
    said: null,
    fields: ['business', 'channel', 'kind', 'project', 'unit_name', 'uscc', 'years'],
  })
  if (s.content.project !== 'netca-gd-ylbx') return [f('f-zfcg-1', '《网证通数字证书及电子印章申请表》')]
  return s.content.kind === 'org'
    ? [f('f-ylbx-1', '《单位法人数字证书申请表》')]
    : [f('f-ylbx-2', '《单位员工数字证书申请表》'), f('f-ylbx-2a', '附页：机构员工证书申请资料')]
}

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
  return ['受理', '打印', '扫描', '复核', '制证', '领取'].map((word, i) => ({
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
    state: s.state,
    stateWord: row.stateWord,
    nextStep: row.nextStep,
    editable: !about.mayEdit
      ? gate('您不是受理员，只能看。')
      : gate(open ? '' : `${row.stateWord}的件不能再改；要改请先退回。`),
    printedWithThisContent: s.printed,
    onPaper: s.printed ? ['business', 'channel', 'kind', 'project', 'unit_name', 'uscc', 'years'] : [],
    next: nextOf(s),
    projectName: project.shortName,
    projectVersion: '2026.1',
    versionNote: null,
    ca: project.ca,
    title: c.fields['unit_name'] ?? '',
    clerk: s.clerk,
    spine: spineOf(s),
    content: c,
    kinds: project.kinds.map(({ value, label }) => ({ value, label })),
    businesses: kindOf(c)?.businesses ?? [],
    channels: businessOf(c)?.channels ?? [],
    years: ['new', 'renew'].includes(c.business)
      ? {
          options: c.project === 'netca-gd-ylbx' ? [1, 2, 3, 4, 5] : [],
          note: c.project === 'netca-gd-ylbx' ? '1 至 5 年' : '指南未写明年限',
          capital: c.project === 'netca-gd-ylbx',
        }
      : null,
    groups,
    employeeColumns: asked(c)?.employeeColumns ?? [],
    conditions:
      c.business === 'renew'
        ? [{ id: 'expired', label: '证书已过期', on: s.conditions.includes('expired'), implied: false }]
        : c.business === 'unlock'
          ? [
              {
                id: 'operator_changed',
                label: '经办人已变更',
                on: s.conditions.includes('operator_changed'),
                implied: false,
              },
            ]
          : [],
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
    wantsSamples: c.project === 'netca-gd-zfcg',
    takenFrom: s.takenFrom,
    linked: [],
    making: null,
    actsOn: null,
  }
}
