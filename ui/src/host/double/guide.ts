/**
 * What follows from a case's content in the double: fields, findings, fee, materials, forms, gates. A small copy of
 * two guides.
 */
import type {
  BusinessInfo,
  CaseRow,
  CaseView,
  Choice,
  Content,
  FieldGroup,
  FieldInfo,
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
import type { Stored } from './office'

const BUSINESSES: Record<string, Choice[]> = {
  'netca-gd-ylbx': [
    { value: 'new', label: '新申请' },
    { value: 'renew', label: '更新' },
    { value: 'change', label: '变更' },
    { value: 'replace', label: '补办' },
    { value: 'unlock', label: '解锁' },
  ],
  'netca-gd-zfcg': [
    { value: 'new', label: '新申请' },
    { value: 'renew', label: '更新续期' },
    { value: 'change', label: '变更' },
    { value: 'replace', label: '补办' },
    { value: 'unlock', label: '解锁' },
  ],
}
const CHANNELS: Choice[] = [
  { value: 'counter', label: '窗口办理' },
  { value: 'mail', label: '邮寄办理' },
]

/** Each business with its channels: the second guide's renewal comes by post only. */
const offersOf = (project: string): BusinessInfo[] =>
  (BUSINESSES[project] ?? []).map((b) => ({
    ...b,
    channels:
      project === 'netca-gd-zfcg' && b.value === 'renew' ? [{ value: 'mail', label: '邮寄办理' }] : CHANNELS,
    note: b.value === 'unlock' ? '邮寄解锁的，来回快递费用由用户承担。' : null,
  }))

export const projects: ProjectInfo[] = [
  {
    id: 'netca-gd-ylbx',
    name: '广东省机关事业单位养老保险网上服务系统',
    shortName: '网证通 × 广东养老保险',
    ca: '广东省电子商务认证有限公司',
    kinds: [
      { value: 'org', label: '单位法人数字证书', businesses: offersOf('netca-gd-ylbx') },
      { value: 'org_employee', label: '单位员工数字证书', businesses: offersOf('netca-gd-ylbx') },
    ],
  },
  {
    id: 'netca-gd-zfcg',
    name: '广东省政府采购智慧监管平台',
    shortName: '网证通 × 广东政府采购',
    ca: '广东省电子商务认证有限公司',
    kinds: [{ value: 'org', label: '机构数字证书', businesses: offersOf('netca-gd-zfcg') }],
  },
]

export const businessWord = (c: Content): string =>
  BUSINESSES[c.project]?.find((b) => b.value === c.business)?.label ?? c.business

const field = (id: string, label: string, over: Partial<FieldInfo> = {}): FieldInfo => ({
  id,
  label,
  need: 'required',
  oneOf: null,
  groups: [],
  options: [],
  maxLength: 100,
  note: null,
  wide: false,
  derivedFrom: null,
  ...over,
})

/** Fields by groups. */
export function fieldsOf(c: Content): FieldGroup[] {
  const employee = c.kind === 'org_employee'
  const one = { need: 'one_of' as const, oneOf: 'unit_id' }
  const request: FieldGroup[] =
    c.project === 'netca-gd-ylbx' && !employee
      ? [
          {
            id: 'request',
            title: '申请业务类型',
            fields: [
              field('cross_border', '请确认是否应用于粤港跨境电子交易：', {
                need: 'optional',
                options: [
                  { value: 'yes', label: '是' },
                  { value: 'no', label: '否' },
                ],
                note: '不勾选则默认为“否”',
              }),
            ],
          },
        ]
      : []
  return [
    ...request,
    {
      id: 'unit',
      title: '申请单位基本资料',
      fields: [
        field('unit_name', '机构名称：', { maxLength: 60, wide: true }),
        field('unit_department', '部门名称：', {
          need: 'optional',
          note: '以部门的名义申请机构证书时，需填写部门名称',
        }),
        employee
          ? field('institution_cert_no', '事业单位法人证书：', { ...one, maxLength: 30 })
          : field('org_code', '组织机构代码：', {
              ...one,
              groups: [8, 2],
              maxLength: 10,
              derivedFrom: 'uscc.org_code',
              note: '取自统一社会信用代码第9至17位',
            }),
        field('uscc', employee ? '统一社会信用代码：' : '营业执照号/统一社会信用代码：', {
          ...one,
          groups: [2, 6, 9, 1],
          maxLength: 18,
        }),
        field('unit_other_id', '其它有效证件及号码：', one),
        field('unit_phone', '单位联系电话：', { maxLength: 30 }),
        field('unit_email', '电子邮箱：', { maxLength: 60 }),
        field('unit_postcode', '邮编：', { maxLength: 6, groups: [6] }),
        field('unit_legal_address', '单位法定住所:', { wide: true, note: '证书仅寄回到单位法定地址' }),
        ...(employee ? [] : [field('unit_mail_address', '通信地址：', { wide: true })]),
      ],
    },
    {
      id: 'operator',
      title: '经办人资料',
      fields: [
        field('operator_name', '姓    名：', { maxLength: 30 }),
        field('operator_phone', '手机：', { groups: [3, 4, 4], maxLength: 14 }),
        field('operator_email', '电子邮件：', { maxLength: 60 }),
        field('operator_id_no', '身份证号：', {
          groups: [6, 8, 4],
          maxLength: 20,
          note: '请仔细校对身份证号码确保无误',
        }),
      ],
    },
    {
      id: 'payment',
      title: '缴费',
      fields: [
        field('pay_account_name', '汇款单位：', {
          need: 'optional',
          maxLength: 60,
          wide: true,
          note: '汇款缴费时填写，须与申请单位同名',
        }),
      ],
    },
  ]
}

const COLUMNS: FieldInfo[] = [
  field('user_name', '姓名', { maxLength: 30 }),
  field('user_id_no', '身份证号码', { groups: [6, 8, 4], maxLength: 18 }),
  field('user_email', '电子邮件', { maxLength: 60 }),
]

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
    businesses: BUSINESSES[c.project] ?? [],
    channels: CHANNELS,
    years: ['new', 'renew'].includes(c.business)
      ? {
          options: c.project === 'netca-gd-ylbx' ? [1, 2, 3, 4, 5] : [],
          note: c.project === 'netca-gd-ylbx' ? '1 至 5 年' : '指南未写明年限',
          capital: c.project === 'netca-gd-ylbx',
        }
      : null,
    groups,
    employeeColumns: c.kind === 'org_employee' ? COLUMNS : [],
    conditions:
      c.business === 'renew'
        ? [{ id: 'expired', label: '证书已过期', on: s.conditions.includes('expired') }]
        : c.business === 'unlock'
          ? [{ id: 'operator_changed', label: '经办人已变更', on: s.conditions.includes('operator_changed') }]
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
