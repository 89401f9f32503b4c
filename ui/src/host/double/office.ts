/**
 * The first half of the double: signing in, the board, the look-up, intake, printing. Cases are kept as content and
 * everything that follows (fields, findings, fee, materials, gates) is worked out anew for each answer, as the core
 * does.
 */
import type {
  AuditLine,
  Board,
  CaseRow,
  CasePatch,
  CaseState,
  CaseView,
  Content,
  Hit,
  KeyQueue,
  Done,
  ListCases,
  OpenCase,
  Preview,
  Print,
  Printed,
  ProjectInfo,
  ReturnReason,
  RoleName,
  SetUp,
  SignIn,
  StateLine,
  RestoredStore,
  Status,
} from '../../bindings'
import { refuse } from './answers'
import { cover, coveredHandlers } from './covered'
import { sheetPicture } from './drawings'
import { asked, businessWord, fieldsOf, findingsOf, follow, projects } from './guide'
import { idNo, uscc } from './numbers'
import { queueHandlers } from './queue'
import { recorded } from './recorded'
import type { Stored } from './stored'
import { wayHandlers } from './ways'

/** How a case's line reads in each state, as the real desk's lists have it. */
const LINES = recorded.lines
/** How a case and a unit read in the look-up. */
const HITS = recorded.hits
const ROLE_OF: Record<CaseState, RoleName | null> = {
  draft: 'clerk',
  printed: 'clerk',
  scanning: 'clerk',
  in_review: 'reviewer',
  returned: 'clerk',
  approved: 'key_clerk',
  at_ca: 'key_clerk',
  ready: 'clerk',
  closed: null,
  void: null,
}
const ORDER: CaseState[] = [
  'draft',
  'printed',
  'scanning',
  'in_review',
  'returned',
  'approved',
  'at_ca',
  'ready',
]
/** The people of a practice counter, with the password that its sign-in screen tells. */
const { accounts: PEOPLE, practiceAccounts } = recorded.people
const passwordOf = (login: string) => practiceAccounts.find((one) => one.login === login)?.password

/** How the double begins. */
export interface Beginning {
  /** Nothing made yet: shows the set-up. */
  absent?: boolean
  /** An open counter without a single case. */
  empty?: boolean
  /** Somebody is signed in already. */
  as?: string
  /** The clock. */
  now?: () => Date
}

export function makeOffice(beginning: Beginning = {}) {
  const clock = beginning.now ?? (() => new Date('2026-11-21T10:42:18+08:00'))
  const now = () => clock().toISOString()
  const ago = (minutes: number) => new Date(clock().getTime() - minutes * 60_000).toISOString()
  const counter = {
    name: '广州海珠受理点',
    address: '广州市海珠区榕荫路 18 号',
    phone: '020-89000126',
    window: '3号窗',
  }
  let status: Status = {
    store: beginning.absent ? 'absent' : 'locked',
    counter: null,
    session: null,
    training: !beginning.absent,
    practiceAccounts: beginning.absent ? [] : practiceAccounts,
    joinsHalls: true,
    inHall: false,
    version: '0.1.0',
    folder: '/home/counter/.local/share/counterfoil',
    lockAfterMinutes: 10,
    onlyReads: null,
    problems: [],
    agreementsMissing:
      beginning.absent || beginning.as === 'admin'
        ? ['网证通 × 示范项目《数字证书服务协议》', '北京CA × 示范项目《电子认证服务协议》']
        : [],
  }
  const enter = (login: string, name: string, roles: RoleName[]) => {
    status = {
      ...status,
      store: 'open',
      counter,
      session: {
        accountId: PEOPLE.find((one) => one.login === login)?.id ?? 1,
        login,
        passwordGiven: false,
        name,
        roles,
        since: now(),
      },
    }
    return status
  }
  const who = () => status.session?.name ?? ''
  const may = (role: RoleName | null) => role !== null && (status.session?.roles.includes(role) ?? false)

  const cases = new Map<number, Stored>()
  let lastId = 0
  const add = (content: Partial<Content>, over: Partial<Stored> = {}, minutes = 5): Stored => {
    lastId += 1
    const project = content.project ?? 'netca-gd-ylbx'
    const stored: Stored = {
      id: lastId,
      number: `${project === 'netca-gd-ylbx' ? 'YL' : 'ZC'}-20261121-${String(lastId).padStart(4, '0')}`,
      revision: 1,
      savedAt: now(),
      state: 'draft',
      content: {
        project,
        business: 'new',
        channel: 'counter',
        kind: 'org',
        years: 3,
        count: 1,
        fields: {},
        employees: [],
        ...content,
      },
      since: ago(minutes),
      clerk: '林晓芸',
      note: '',
      returned: [],
      kept: new Set(),
      seen: {},
      conditions: [],
      payment: 'card',
      typedFee: 0,
      printed: false,
      takenFrom: null,
      ...over,
    }
    stored.printed = over.printed ?? !['draft', 'returned'].includes(stored.state)
    cases.set(stored.id, stored)
    return stored
  }
  const unit = (name: string, head: string, org: string, more: Record<string, string> = {}) => ({
    unit_name: name,
    uscc: uscc(head, org),
    unit_phone: '020-89000126',
    unit_email: 'office@mumianwan.example',
    unit_postcode: '510220',
    unit_legal_address: '广州市海珠区木棉湾路 18 号',
    unit_mail_address: '广州市海珠区木棉湾路 18 号',
    operator_name: '沈若川',
    operator_phone: '13800000162',
    operator_id_no: idNo('11010519491231002'),
    operator_email: 'shen@mumianwan.example',
    ...more,
  })
  if (!beginning.absent && !beginning.empty) {
    const good = unit('广州市海珠区木棉湾小学', '12440105', '45502570')
    add(
      {
        fields: {
          ...good,
          uscc: `${good.uscc.slice(0, 17)}${good.uscc.endsWith('8') ? '9' : '8'}`,
          operator_id_no: '11010519491231',
          operator_email: '',
        },
      },
      {
        seen: { 'Y-O-C2': ['copies', 'seal', 'original'], 'Y-O-C3': ['copies', 'seal', 'original'] },
        takenFrom: '2023年11月 的受理件 YL-20231106-0008',
      },
      6,
    )
    add(
      {
        fields: unit('珠海市斗门区蓝溪卫生院', '12440403', '45590811', { unit_postcode: '519109' }),
        years: 2,
        business: 'renew',
      },
      {
        state: 'returned',
        note: '何敏 退回：邮编与申请表不符',
        returned: [{ label: '邮编', field: 'unit_postcode', reason: '表上手改为 519100，未重新录入' }],
        seen: { 'Y-O-C1': ['copies', 'seal', 'signature'] },
      },
      11,
    )
    add(
      {
        project: 'netca-gd-zfcg',
        fields: unit('广州青禾招标代理有限公司', '91440101', 'MA5CK21P'),
        years: 2,
      },
      { state: 'scanning', note: '公章 3 枚已读出，1 枚压线' },
      38,
    )
    add(
      { fields: unit('珠海市香洲区海桐社区服务中心', '12440402', '45590922'), years: 2, business: 'renew' },
      { state: 'scanning', note: '盖章件已交回，共 2 份' },
      72,
    )
    add(
      {
        kind: 'org_employee',
        fields: unit('深圳市龙岗区榕荫幼儿园', '12440307', '45571033'),
        employees: [
          { user_name: '简宁', user_id_no: idNo('44030719900412003'), user_email: 'jian@rongyin.example' },
          { user_name: '尤可', user_id_no: idNo('44030719880923001'), user_email: 'you@rongyin.example' },
        ],
        count: 2,
      },
      { state: 'ready', note: '经办人约 11:00 到窗' },
      1100,
    )
    add({ fields: unit('广州市越秀区榕桥街道办事处', '11440104', '00752144') }, {}, 310)
    add({ fields: { unit_name: '广州市荔湾区石围塘小学' } }, { clerk: '周启明' }, 74)
    for (const [i, name] of [
      '东莞市莞城区石榴社区居委会',
      '佛山市禅城区听雨轩图书馆',
      '中山市石岐区白鹭幼儿园',
      '惠州市惠城区东坡书院',
    ].entries())
      add({ fields: unit(name, '12441900', `4561120${i}`) }, { state: 'printed' }, [4560, 1500, 700, 95][i])
    for (const [i, name] of [
      '广州市海珠区砚池中学',
      '清远市清城区飞来峡卫生院',
      '广州远岫建设工程有限公司',
      '韶关市曲江区沙溪镇人民政府',
      '江门市蓬江区潮连中心小学',
    ].entries())
      add(
        {
          project: i === 2 ? 'netca-gd-zfcg' : 'netca-gd-ylbx',
          fields: unit(name, '12440105', `4562230${i}`),
        },
        { state: 'in_review', clerk: i === 4 ? '何敏' : '林晓芸' },
        [80, 62, 41, 22, 9][i],
      )
    for (const [i, name] of [
      '广东北屏水务有限责任公司',
      '河源市源城区万绿湖学校',
      '梅州市梅江区客都幼儿园',
    ].entries())
      add(
        {
          fields: unit(name, '91440101', `MA5CK22${i}`),
          business: i === 2 ? 'unlock' : 'new',
          years: i === 2 ? null : 3,
        },
        { state: 'approved' },
        [1080, 300, 45][i],
      )
    for (const [i, name] of [
      '深圳市宝安区潮音文化馆',
      '汕头市金平区小公园街道',
      '湛江市赤坎区寸金桥小学',
    ].entries())
      add(
        { fields: unit(name, '12440306', `4563340${i}`) },
        { state: 'at_ca', note: i === 0 ? '交换包 18 日送出' : '' },
        [3060, 1600, 1250][i],
      )
    add({ fields: unit('肇庆市端州区星湖中学', '12441202', '45644500') }, { state: 'ready' }, 1080)
    for (const [i, name] of ['广州市天河区燕塘小学', '广州市黄埔区长洲岛图书馆'].entries())
      add({ fields: unit(name, '12440106', `4565550${i}`) }, { state: 'closed' }, 60 + i * 50)
    add({ fields: { unit_name: '广州市番禺区大石桥学校' } }, { state: 'void', note: '客户改到线上办理' }, 200)
  }
  const first = PEOPLE.find((one) => one.login === beginning.as)
  if (first) enter(first.login, first.name, first.roles)

  const get = (id: number): Stored => {
    const found = cases.get(id)
    if (!found) throw refuse('case-unknown', '没有这一件。', '请回工作台重新查找。')
    return found
  }
  const row = (c: Stored): CaseRow => {
    const minutes = Math.floor((clock().getTime() - Date.parse(c.since)) / 60_000)
    const project = projects.find((p) => p.id === c.content.project) as ProjectInfo
    const kind = project.kinds.find((k) => k.value === c.content.kind)
    const years = c.content.years ? ` ${['', '壹', '贰', '叁', '肆', '伍'][c.content.years]}年` : ''
    return {
      id: c.id,
      number: c.number,
      title: c.content.fields['unit_name'] ?? '',
      project: project.shortName,
      what: `${kind?.label} · ${businessWord(c.content)}${years}`,
      state: c.state,
      ...LINES[c.state],
      since: c.since,
      clerk: c.clerk,
      note: c.note,
      mine:
        may(ROLE_OF[c.state]) &&
        c.state !== 'printed' &&
        c.state !== 'at_ca' &&
        !(c.state === 'in_review' && c.clerk === who()),
      late: minutes > 2880,
    }
  }
  const rows = (...states: CaseState[]) =>
    [...cases.values()]
      .filter((c) => states.length === 0 || states.includes(c.state))
      .map(row)
      .sort((a, b) => a.since.localeCompare(b.since))
  const whole = (id: number): CaseView => follow(get(id), row(get(id)), { now: now(), mayEdit: may('clerk') })
  const view = (id: number): CaseView => cover(whole(id), status.session?.roles ?? [])
  const setState = (id: number, state: CaseState, returned?: ReturnReason[]) => {
    const c = get(id)
    Object.assign(c, { state, since: now(), revision: c.revision + 1, returned: returned ?? c.returned })
    if (returned) c.note = `${who()} 退回：${returned.map((r) => `${r.label} ${r.reason}`).join('；')}`
  }

  function board(): Board {
    const states: StateLine[] = ORDER.map((state) => {
      const list = rows(state)
      return {
        state,
        word: LINES[state].stateWord,
        count: list.length,
        nextActor: LINES[state].nextActor,
        agesMinutes: list.map((r) => Math.floor((clock().getTime() - Date.parse(r.since)) / 60_000)),
        oldest: list[0] ?? null,
      }
    })
    const urgency: CaseState[] = ['draft', 'returned', 'ready', 'scanning', 'in_review', 'approved']
    const mine = rows()
      .filter((r) => r.mine && !(r.state === 'draft' && r.clerk !== who()))
      .sort((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state) || b.since.localeCompare(a.since))
    return {
      today: now().slice(0, 10),
      mine,
      states,
      figures: recorded.figures,
      tray: beginning.empty ? 0 : 2,
      inReview: rows('in_review').length,
      atKeyDesk: rows('approved', 'at_ca').length,
      ready: rows('ready').length,
      devices: recorded.devices,
    }
  }

  function lookUp(text: string): Hit[] {
    const wanted = text.trim().toUpperCase()
    if (!wanted) return []
    const found = [...cases.values()].filter((c) =>
      [c.number, ...Object.values(c.content.fields)].some((v) => v.toUpperCase().includes(wanted)),
    )
    const detail = (kind: Hit['kind'], c: Stored) => {
      const line = row(c)
      const { number, stateWord, project, what } = line
      const uscc = c.content.fields['uscc'] ?? ''
      const own: Record<string, string> = { number, stateWord, project, what, uscc }
      return HITS[kind].replace(/\{(\w+)\}/g, (_, name: string) => own[name] ?? '')
    }
    const units = found.filter((c) => c.content.fields['uscc'])
    return [
      ...units.slice(0, 3).map((c): Hit => ({
        kind: 'customer',
        id: c.id,
        title: c.content.fields['unit_name'] ?? '',
        detail: detail('customer', c),
      })),
      ...found.slice(0, 8).map((c): Hit => ({
        kind: 'case',
        id: c.id,
        title: c.content.fields['unit_name'] ?? '（未填单位）',
        detail: detail('case', c),
      })),
    ]
  }

  function openCase({ project, kind, business, channel, customer }: OpenCase): CaseView {
    if (!may('clerk')) throw recorded.refusals['role-missing']
    const from = customer === null ? null : get(customer)
    const fields = from ? { ...from.content.fields } : ({} as Record<string, string>)
    const c = add(
      {
        project,
        kind,
        business,
        channel: channel ?? 'counter',
        fields,
        years: ['new', 'renew'].includes(business) && project === 'netca-gd-ylbx' ? 1 : null,
      },
      { clerk: who(), takenFrom: from ? `受理件 ${from.number}` : null, payment: null },
      0,
    )
    return view(c.id)
  }

  function saveCase({ id, revision, patch }: { id: number; revision: number; patch: CasePatch }): CaseView {
    const c = get(id)
    if (revision !== c.revision)
      throw refuse('case-changed-elsewhere', '这一件在别处改过。', '已取回最新内容，您刚才输入的会再存一次。')
    const k = c.content
    if (patch.project) k.project = patch.project
    if (patch.kind) k.kind = patch.kind
    if (patch.business) k.business = patch.business
    if (patch.channel) k.channel = patch.channel
    if (patch.years !== undefined) k.years = patch.years || null
    if (patch.count) k.count = patch.count
    for (const [name, value] of Object.entries(patch.fields ?? {})) k.fields[name] = value
    if (patch.employees) k.employees = patch.employees
    if (patch.conditions) c.conditions = patch.conditions
    Object.assign(c.seen, patch.materials ?? {})
    if (patch.typedFeeCents !== undefined) c.typedFee = patch.typedFeeCents
    if (patch.clearFee) c.typedFee = 0
    if (patch.payment !== undefined) c.payment = patch.payment || null
    if (patch.keepFinding) c.kept.add(patch.keepFinding)
    if (patch.fields || patch.employees || patch.business || patch.years !== undefined || patch.kind)
      c.printed = false
    c.revision += 1
    c.savedAt = now()
    return view(id)
  }

  function print({ id, to }: Print): Printed {
    const v = view(id)
    if (!v.mayPrint.open) throw refuse('case-not-ready', v.mayPrint.reason, '按 F7 跳到下一处。')
    const c = get(id)
    const reprint = c.printed
    c.printed = true
    if (c.state === 'draft' || c.state === 'returned') setState(id, 'printed')
    const told = recorded.told.printed
    const files = v.forms.map((f) => `/home/counter/打印/${v.number}-${f.id}.pdf`)
    const state = to === 'printer' ? ('printed' as const) : ('saved' as const)
    const papers = v.forms.map(({ title }) => ({ title, print: 1, state, said: null, file: null }))
    // No printer is recorded: what comes out of one is the double's own word.
    const message = to === 'printer' ? '打印机已打出' : told.message.replace('{number}', v.number)
    return { message, files, reprint, findings: [], papers }
  }

  const handlers = {
    status: () => status,
    set_up: (a: SetUp): Status => {
      if (a.password.length < 10) throw recorded.refusals['password-short']
      Object.assign(counter, a.counter)
      return enter(a.login, a.name, [...new Set<RoleName>([...a.roles, 'admin'])])
    },
    sign_in: ({ login, password }: SignIn): Status => {
      const a = PEOPLE.find((one) => one.login === login)
      if (!a || passwordOf(login) !== password) throw recorded.refusals['store-wrong-password']
      return enter(login, a.name, a.roles)
    },
    recover: (): Status => (status = { ...status, store: 'locked', counter: null, session: null }),
    print_day_sheet: (): Printed => ({
      message: '已送打印机，共 1 份文件',
      files: [],
      reprint: false,
      findings: [],
      papers: [],
    }),
    touch: (): Done => ({ message: '' }),
    sign_out: (): Status => (status = { ...status, store: 'locked', counter: null, session: null }),
    restore_backup: (): RestoredStore => {
      status = { ...status, store: 'locked', counter: null, session: null }
      return { message: '已恢复，受理件 214 件。请用备份时的账号和口令登录', status }
    },
    board,
    look_up: ({ text }: { text: string }) => lookUp(text),
    list_cases: ({ states, text, limit }: ListCases) =>
      rows(...states)
        .filter((r) => !text || [r.number, r.title].some((v) => v.includes(text)))
        .slice(0, limit),
    key_queue: (): KeyQueue => ({
      cases: rows('approved', 'at_ca').map((r) => ({ ...r, note: r.note || '待选定 UKey' })),
    }),
    projects: () => projects,
    open_case: openCase,
    get_case: ({ id }: { id: number }) => view(id),
    who_else: () => null,
    ...queueHandlers(),
    save_case: saveCase,
    ...wayHandlers({ view, setState, get }),
    ...coveredHandlers(whole),
    audit_of_case: ({ id }: { id: number }): AuditLine[] => {
      const c = get(id)
      const at = (line: number) => ago(90 - line)
      const told = recorded.told.trail.map((words) => words.replace('{number}', c.number))
      return told.map((words, line) => ({ seq: line + 1, at: at(line), who: c.clerk, words }))
    },
    preview: ({ id }: { id: number }): Preview => {
      const v = view(id)
      return { number: v.number, forms: asked(v.content)?.preview ?? [] }
    },
    print,
    print_slip: ({ id }: { id: number }): Printed => ({
      message: recorded.told.slip.message.replace('{number}', view(id).number),
      files: recorded.told.slip.files.map(
        (name) => `/home/counter/打印/${name.replace('{number}', view(id).number)}`,
      ),
      reprint: recorded.told.slip.reprint,
      findings: [],
      papers: [],
    }),
    follow_prints: ({ id }: { id: number }): CaseView => view(id),
    submit: ({ id }: { id: number }) => {
      setState(id, 'in_review')
      return view(id)
    },
  }
  const bytes = {
    preview_page: ({ id, form }: { id: number; form: string; page: number; dpi: number }): Blob => {
      const v = view(id)
      return formPicture(v, form) ?? sheetPicture(form)
    },
  }
  return { handlers, bytes, view, setState, who, now, cases, get, fieldsOf, findingsOf }
}

/** A form as a plain drawing, enough to see the dialog with. */
function formPicture(v: CaseView, form: string): Blob {
  const title =
    form === 'materials-slip' ? '办理须知（材料清单）' : (v.forms.find((f) => f.id === form)?.title ?? form)
  const lines =
    form === 'materials-slip'
      ? v.materials.map((m) => ({ label: m.material, value: `${m.copies} ${m.note}` }))
      : v.groups.flatMap((g) =>
          g.fields.map((f) => ({ label: f.label, value: v.content.fields[f.id] ?? '' })),
        )
  const rows = lines
    .map(
      (l, i) =>
        `<g><rect x="20" y="${44 + i * 11}" width="170" height="11" fill="none" stroke="#222" stroke-width=".3"/>
          <path d="M70 ${44 + i * 11}v11" stroke="#222" stroke-width=".3"/>
          <text x="23" y="${51.5 + i * 11}" font-size="4">${l.label}</text>
          <text x="73" y="${51.5 + i * 11}" font-size="4">${l.value}</text></g>`,
    )
    .join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"
    width="840" height="1188" font-family="Noto Serif SC, serif">
    <rect width="210" height="297" fill="#fff"/>
    <text x="105" y="32" text-anchor="middle" font-size="7" font-weight="700">${title}</text>
    <text x="190" y="14" text-anchor="end" font-size="3.2">${v.number}</text>
    ${rows}<rect x="12" y="8" width="4" height="4"/><rect x="12" y="284" width="4" height="4"/>
    <rect x="194" y="284" width="4" height="4"/></svg>`
  return new Blob([svg], { type: 'image/svg+xml' })
}
