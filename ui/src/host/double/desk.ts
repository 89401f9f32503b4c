/**
 * The second half of the double: scanning, samples, second check, key desk, hand-over, settings.
 * It behaves as the core does (gates, verdicts that fall back, steps in their order) on made-up data, so that screens
 * can be tested and looked at in a browser. It is never part of the window's own build.
 */
import type {
  AddAccount, Counter, Devices, EditAccount, Settings,
  CaseState, CaseView, DecideKey, DocumentLine, FilePage, Imported, KeyDesk,
  KeyGo, KeyJob, KeyStepLine, KeyWent, Look, LookAt, LookPage, PageLine, PagePicture, PageRegion, Readers, ReviewItem, ReviewView, SampleLine,
  ScannerOptions, Scanned, ShowSoPin, SoPinShown, StartScan, Uploads, SetVerdict, TokenLine, Tokens,
} from '../../bindings'
import { closed, finding, open, refuse } from './answers'
import { makeHandOver } from './handover'
import { makeInstalled } from './installed'
import { type Drawn, pagePicture, pageRegion, sheetPicture } from './drawings'
import { lookAt } from './looking'
import { makeSamples } from './samples'
import { makeTray } from './tray'

/** What this half needs of the other one. */
export interface World {
  view(id: number): CaseView
  setState(id: number, state: CaseState, returned?: CaseView['returned']): void
  /** Who is signed in. */
  who(): string
  now(): string
  training: boolean
}

export type Handlers = Record<string, (args: never) => unknown>

const ROW = { x: 20, h: 11, w: 170 }
const rowY = (index: number): number => 42 + (index % 20) * 11

interface State {
  pages: PageLine[]
  drawn: Map<number, Drawn>
  seeded: Set<number>
  samples: Map<number, SampleLine[]>
  verdicts: Map<number, Map<string, { verdict: string; reason: string }>>
  jobs: Map<number, KeyJob[]>
  documents: Map<number, DocumentLine[]>
  tokens: Tokens
  readerTells: () => void
  nextId: number
}

/** Serial numbers of the made-up keys. */
export const KEYS = { ours: '3A0F221190C761B2', blank: '3A0F221190C777D0' }

const blank = (serial: string): TokenLine => ({
  serial, label: '', model: 'GD-Key 3000', module: '/usr/lib/gdkey/libgdkey.so', presence: 'blank', word: '空白 UKey',
  pinWord: '未设置', pinTries: null, pukWord: '正常，余 10 次', pukTries: 10, isDead: false, soPinKept: false, pinFinal: false, pukFinal: false, knownModel: true,
  remedy: '', stock: '入库，箱 07', certificates: [], caseId: null, caseNumber: null, holder: null, mayDecide: { open: false, reason: '' }, decision: null,
})

export const plugged = (...tokens: TokenLine[]): Tokens =>
  tokens.length === 0
    ? { state: 'no_token', word: '没有插 UKey', remedy: '请插入空白 UKey，或本件已登记的 UKey。', tokens }
    : tokens.length === 1
      ? { state: 'one', word: '已插 1 把', remedy: '', tokens }
      : { state: 'several', word: `插了 ${tokens.length} 把，请选定一把`, remedy: '在左边点选要用的那一把；另一把不会被写入，建议拔下。', tokens }

export function makeDesk(world: World) {
  const state: State = {
    pages: [], drawn: new Map(), seeded: new Set(), samples: new Map(), verdicts: new Map(), jobs: new Map(),
    documents: new Map(), tokens: plugged(blank(KEYS.ours)), readerTells: () => {}, nextId: 100,
  }
  const id = () => (state.nextId += 1)
  const samples = makeSamples(state.samples, id, (caseId) => world.view(caseId))

  function addPage(over: Partial<PageLine>, drawn: Drawn): PageLine {
    const line: PageLine = {
      id: id(), state: 'filed', caseId: null, number: null, form: null, words: '', page: 1, pages: 1, copy: 1,
      origin: '扫描仪', at: world.now(), findings: [], registered: true, read: true, ...over,
    }
    state.pages.push(line)
    state.drawn.set(line.id, drawn)
    return line
  }

  const fieldsOf = (view: CaseView) => view.groups.flatMap((group) => group.fields.map((field) => ({ group: group.title, field })))

  const drawForm = (view: CaseView, title: string): Drawn => ({
    form: {
      title, mark: `${view.number} ${title}`, unit: view.title, frames: view.wantsSamples,
      rows: fieldsOf(view).slice(0, view.wantsSamples ? 6 : 15).map(({ field }, index) => ({
        label: field.label, value: view.content.fields[field.id] ?? '', x: ROW.x, y: rowY(index), w: ROW.w,
      })),
    },
  })

  /** Pages and samples of a case that has been scanned, made when it is first looked at. */
  function seed(caseId: number): CaseView {
    const view = world.view(caseId)
    if (state.seeded.has(caseId)) return view
    state.seeded.add(caseId)
    if (['draft', 'printed', 'void'].includes(view.state)) return view
    for (const form of view.forms) {
      for (let copy = 1; copy <= form.copies; copy += 1) {
        // The case that is just being scanned lacks its last page, so that a gap can be seen.
        for (let page = 1; page <= 2; page += 1) {
          if (view.state === 'scanning' && copy === form.copies && page === 2) continue
          addPage(
            { caseId, number: view.number, form: form.id, words: `${form.title} 第${page}页 第${copy}份`, page, pages: 2, copy },
            drawForm(view, form.title),
          )
        }
      }
    }
    view.materials.slice(1, 3).forEach((row) =>
      addPage({ caseId, number: view.number, form: row.id, words: row.material, registered: false, origin: 'IMG_0412.jpg' }, {
        card: { name: view.content.fields['operator_name'] ?? '沈若川', number: view.content.fields['operator_id_no'] ?? '11010519491231002X' },
      }),
    )
    if (view.wantsSamples) state.samples.set(caseId, samples.made())
    return view
  }

  const pagesOf = (caseId: number) => state.pages.filter((page) => page.caseId === caseId)

  function page(pageId: number): PageLine {
    const found = state.pages.find((candidate) => candidate.id === pageId)
    if (!found) throw refuse('page-unknown', '没有这一页', '请刷新（F5）。')
    return found
  }

  let tray = false
  function seedTray() {
    if (tray) return
    tray = true
    addPage(
      { state: 'tray', words: '未认出的页', registered: false, origin: '高拍仪-0007.jpg', findings: [finding('warn', 'mark-not-found', '没有找到本程序的页标', '请看清是哪张纸，选好受理件和页后归页；不要的放到一边。')] },
      { card: { name: '沈若川', number: '11010519491231002X' } },
    )
    addPage(
      { state: 'tray', words: '页标读得不全', registered: false, origin: 'scan-0412.tif', findings: [finding('warn', 'mark-partial', '只读到两个角标，对不准格子', '请重新扫描；赶时间可手工归页，复核时须看整页。')] },
      { form: { title: '单位法人数字证书申请表', mark: '?', unit: '广州市海珠区木棉湾小学', frames: false, rows: [] } },
    )
  }

  /** What reading a page will find, by page. */
  const reads = new Map<number, Partial<PageLine>>()
  let stack: Imported[] = []
  /** Kept, but not read yet: the page waits in the tray until `read_page`. */
  function receiveScan(name: string, about: number): Imported {
    const came = importScan(name, about)
    for (const line of came.pages) {
      reads.set(line.id, { ...line })
      Object.assign(line, { state: 'tray', words: '还没有认页', read: false, findings: [] })
    }
    return came
  }

  let imports = 0
  function importScan(name: string, about: number): Imported {
    imports += 1
    if (/\.(txt|doc|exe)$/i.test(name)) {
      throw refuse('scan-unreadable', '读不出图像', '只收图片、TIFF 和 PDF 扫描件；请重新扫描后再拖入。')
    }
    if (about > 0 && imports % 2 === 1) {
      const view = seed(about)
      const form = view.forms[0]
      if (form) {
        return {
          pages: [addPage({ caseId: about, number: view.number, form: form.id, words: `${form.title} 第2页 第${form.copies}份`, page: 2, pages: 2, copy: form.copies, origin: name }, drawForm(view, form.title))],
          findings: [],
        }
      }
    }
    return {
      pages: [addPage({ state: 'tray', words: '未认出的页', registered: false, origin: name, findings: [finding('warn', 'mark-not-found', '没有找到本程序的页标', '请看清是哪张纸，选好受理件和页后归页。')] }, { card: { name: '沈若川', number: '11010519491231002X' } })],
      findings: [],
    }
  }

  function filePage(args: FilePage): PageLine {
    const line = page(args.pageId)
    const view = seed(args.caseId)
    const title = view.forms.find((form) => form.id === args.form)?.title ?? view.materials.find((row) => row.id === args.form)?.material ?? args.form
    Object.assign(line, { state: 'filed', caseId: args.caseId, number: view.number, form: args.form, page: args.page, copy: args.copy, pages: view.forms.some((form) => form.id === args.form) ? 2 : args.page, words: `${title} 第${args.page}页 第${args.copy}份` })
    return line
  }

  function items(view: CaseView): ReviewItem[] {
    const pages = pagesOf(view.id)
    const first = pages.find((line) => line.form === view.forms[0]?.id)
    const verdicts = state.verdicts.get(view.id) ?? new Map<string, { verdict: string; reason: string }>()
    const item = (over: Partial<ReviewItem> & Pick<ReviewItem, 'id' | 'kind' | 'group' | 'label' | 'value'>): ReviewItem => ({
      fact: '', carried: false, changed: false, pageId: null, rect: null, verdict: verdicts.get(over.id)?.verdict ?? null, reason: verdicts.get(over.id)?.reason ?? '', ...over,
    })
    const fields = fieldsOf(view).map(({ group, field }, index) =>
      item({
        id: `field:${field.id}`, kind: 'field', group, label: field.label, value: view.content.fields[field.id] ?? '',
        fact: field.id.includes('id_no') ? '校验位正确，1949年12月31日，女' : field.id === 'uscc' ? '校验位正确，登记机关 广州市海珠区' : '',
        pageId: first?.id ?? null, rect: index < 15 ? { x: ROW.x, y: rowY(index), w: ROW.w, h: ROW.h } : null,
      }),
    )
    const paper = [
      item({ id: 'paper:seal', kind: 'paper', group: '盖章与签字', label: '申请单位盖章', value: '应有，与单位名称一致', pageId: first?.id ?? null, rect: { x: 40, y: 232, w: 48, h: 46 } }),
      item({ id: 'paper:sign', kind: 'paper', group: '盖章与签字', label: '经办人签字', value: '应有', pageId: first?.id ?? null, rect: { x: 110, y: 246, w: 70, h: 24 } }),
    ]
    const materials = view.materials.slice(1).map((row) =>
      item({ id: `material:${row.id}`, kind: 'material', group: '材料', label: row.material, value: row.copies, fact: row.note, pageId: pages.find((line) => line.form === row.id)?.id ?? null }),
    )
    const samples = (state.samples.get(view.id) ?? []).filter((sample) => sample.chosen).map((sample) =>
      item({ id: `sample:${sample.group}`, kind: 'sample', group: '印模', label: sample.label, value: sample.measures.slice(0, 3).map((m) => `${m.name} ${m.value}`).join('，'), fact: sample.decision ?? '' }),
    )
    return [...fields, ...paper, ...materials, ...samples]
  }

  function review(caseId: number): ReviewView {
    const view = seed(caseId)
    const all = items(view)
    const openItems = all.filter((item) => !item.verdict).length
    const wrong = all.filter((item) => item.verdict === 'wrong').length
    const own = view.clerk === world.who()
    const waiting = view.state === 'in_review'
    const mayReview = own ? closed('这一件是您本人受理的，须由另一个账号复核') : waiting ? open : closed(`本件现为“${view.stateWord}”，不在复核`)
    return {
      case: view, items: all, pages: pagesOf(caseId), samples: state.samples.get(caseId) ?? [],
      boundHash: `hash-${caseId}-${view.revision}`, mayReview,
      mayApprove: !mayReview.open ? mayReview : openItems > 0 ? closed(`还有 ${openItems} 项未核`) : wrong > 0 ? closed(`有 ${wrong} 项不符，本件只能退回`) : open,
      mayReturn: !mayReview.open ? mayReview : wrong > 0 ? open : closed('没有不符的项；要退回请先把不符的项标出并写原因'),
    }
  }

  function setVerdict({ id: caseId, item, verdict, reason }: SetVerdict): ReviewView {
    if (verdict === 'wrong' && reason.trim() === '') throw refuse('reason-missing', '不符的项须写明原因', '写清表上是什么、应是什么。')
    const own = state.verdicts.get(caseId) ?? new Map<string, { verdict: string; reason: string }>()
    if (verdict === '') own.delete(item)
    else own.set(item, { verdict, reason })
    state.verdicts.set(caseId, own)
    return review(caseId)
  }

  // —— key desk ——
  const STEPS: [string, string, string, boolean][] = [
    ['match-serial', '核对序列号', 'UKey 没有任何改动，重新插入即可。', true],
    ['initialise', '初始化 UKey', 'UKey 可能停在半初始化状态。重新插入后，程序先看它是否已带本案标签：已带则接着做，未带才重新初始化。', true],
    ['set-user-pin', '设置 PIN 码', 'PIN 码可能已设也可能未设。重新插入后再设一次，不影响别的内容。', true],
    ['prove-unlock', '验证可解锁', '重新插入后再验证一次，PIN 码以最后一次设置的为准。', true],
    ['generate-key-pair', '在 UKey 内生成密钥对', '密钥对可能已经生成。重新插入后找到就沿用，没有才生成。', true],
    ['request', '生成证书请求', '密钥对仍在 UKey 上，重新插入后用同一密钥对再签一次请求。', true],
    ['export', '导出请求，等 CA 回包', '与 UKey 无关，可以拔出；导出包重新生成即可。', false],
    ['import', '导入证书，核对证书链与公钥', '与 UKey 无关，可以拔出；证书须等 UKey 插回后才能写入。', false],
    ['write-certificate', '写入证书', '证书可能没有写完。重新插入后先读回比对：一致就继续，不一致就删去残件重写。', true],
    ['read-back', '读回比对', '只是读取，没有改动，重新插入后再读一次。', true],
    ['prove', '签名并验证一次', '只是签名，没有改动，重新插入后再验证一次。', true],
  ]
  const UNLOCK: [string, string, string, boolean][] = [
    ['match-serial', '核对序列号', 'UKey 没有任何改动，重新插入即可。', true],
    ['set-user-pin', '以管理员口令重设 PIN', 'PIN 码可能已设也可能未设。重新插入后再设一次。', true],
    ['prove', '用新 PIN 签名验证', '只是签名，没有改动，重新插入后再验证一次。', true],
  ]

  const isUnlock = (view: CaseView) => view.content.business === 'unlock'

  function makeJob(view: CaseView, holder: string, done: number): KeyJob {
    const list = isUnlock(view) ? UNLOCK : STEPS
    const steps = list.map(([step, word, ifPulled], index): KeyStepLine => ({
      step, word, ifPulled, state: index < done ? 'done' : 'todo', at: index < done ? world.now() : null, detail: '',
    }))
    return refresh(view, { id: id(), holder, link: null, serial: done > 0 || isUnlock(view) ? KEYS.ours : null, steps, next: null, nextWord: '', mayGoOn: open, waitsForFile: false, asksNewPin: false, asksPin: false, asksSoPin: false, letters: null, done: false })
  }

  function refresh(view: CaseView, job: KeyJob): KeyJob {
    const next = job.steps.find((step) => step.state !== 'done')
    job.steps.forEach((step) => { if (step !== next && step.state !== 'done') step.state = 'todo' })
    job.done = next === undefined
    job.next = next?.step ?? null
    job.waitsForFile = next?.step === 'import'
    job.asksNewPin = isUnlock(view) && next?.step === 'set-user-pin'
    job.asksSoPin = job.asksNewPin
    job.nextWord = next ? `下一步：${next.word.replace(/（.*/, '').replace(/，.*/, '')}` : '全部完成'
    if (next) next.state = job.waitsForFile ? 'waiting' : next.state === 'failed' ? 'failed' : 'next'
    const needsKey = [...STEPS, ...UNLOCK].find(([step]) => step === next?.step)?.[3] ?? false
    const bound = job.serial ? state.tokens.tokens.find((token) => token.serial === job.serial) : state.tokens.tokens[0]
    job.mayGoOn = job.done ? closed('本份已全部完成')
      : job.waitsForFile ? closed('等 CA 的回包：拖入回包文件，或按 F3 选择')
      : needsKey && !bound ? closed(job.serial ? `请插入尾号 ${job.serial.slice(-4)} 的 UKey` : '没有插 UKey，请插入空白 UKey')
      : open
    return job
  }

  function desk(caseId: number): KeyDesk {
    const view = seed(caseId)
    let jobs = state.jobs.get(caseId)
    if (!jobs) {
      const done = view.state === 'approved' ? 0 : view.state === 'at_ca' ? 7 : 11
      const holders = view.content.employees.length > 0 ? view.content.employees.map((row) => row['user_name'] ?? '员工') : [view.title]
      jobs = holders.map((holder) => makeJob(view, holder, done))
      state.jobs.set(caseId, jobs)
      state.documents.set(caseId, [
        { id: id(), words: '申请表（已打印）', name: `${view.number}-申请表.pdf`, at: world.now(), bytes: 184_320 },
        ...(done >= 7 ? [{ id: id(), words: '证书请求包', name: `${view.number}-请求.zip`, at: world.now(), bytes: 2_741 }] : []),
      ])
    }
    jobs.forEach((job) => refresh(view, job))
    return {
      case: view, jobs, documents: state.documents.get(caseId) ?? [],
      mayWork: ['approved', 'at_ca', 'ready'].includes(view.state) ? open : closed(`本件现为“${view.stateWord}”，不在制证`),
      trainingCa: world.training,
    }
  }

  function jobById(jobId: number): { caseId: number; job: KeyJob } {
    for (const [caseId, jobs] of state.jobs) {
      const job = jobs.find((candidate) => candidate.id === jobId)
      if (job) return { caseId, job }
    }
    throw refuse('key-job-unknown', '没有这项制证任务', '请刷新（F5）。')
  }

  function went(caseId: number, message: string, over: Partial<KeyWent> = {}): KeyWent {
    const view = world.view(caseId)
    const all = state.jobs.get(caseId) ?? []
    if (all.length > 0 && all.every((job) => job.steps.every((step) => step.state === 'done'))) world.setState(caseId, 'ready')
    else if (view.state === 'approved' && all.every((job) => job.steps.find((step) => step.step === 'export')?.state === 'done')) world.setState(caseId, 'at_ca')
    return { desk: desk(caseId), message, pinOnce: null, file: null, findings: [], ...over }
  }

  function keyGo({ jobId, step, serial, newPin }: KeyGo): KeyWent {
    const { caseId, job } = jobById(jobId)
    if (job.next !== step) throw refuse('key-step-changed', '这一步已经做过，屏幕上的不是最新的', '请刷新（F5）后再按 F9。')
    if (!job.mayGoOn.open) throw refuse('key-not-now', job.mayGoOn.reason, '办好后再按 F9。')
    if (state.tokens.state === 'several' && serial === '') throw refuse('token-several', '插了两把 UKey，没有选定', '请点选要用的那一把，或拔下另一把。')
    const line = job.steps.find((candidate) => candidate.step === step)!
    job.serial ??= serial || state.tokens.tokens[0]?.serial || null
    line.state = 'done'
    line.at = world.now()
    line.detail = { 'match-serial': '插入的 UKey 登记为本份', request: 'RSA-2048，签名已自验', 'prove-unlock': '以管理员口令重设一次，成功', prove: '签名验证通过' }[step] ?? ''
    const token = state.tokens.tokens.find((candidate) => candidate.serial === job.serial)
    if (token) Object.assign(token, { presence: 'this_case', word: '本案 UKey', caseNumber: world.view(caseId).number, pinWord: '正常，余 10 次', pinTries: 10 })
    const random = step === 'set-user-pin' && (newPin ?? '') === ''
    const file = step === 'export' ? `/home/counter/交换/${world.view(caseId).number}-请求.zip` : null
    return went(caseId, file ? `已导出到 ${file}` : `“${line.word}”已完成`, { pinOnce: random ? '739 204 61'.replaceAll(' ', '') : null, file })
  }

  function importAnswer(name: string, jobId: number): KeyWent {
    const { caseId, job } = jobById(jobId)
    if (/foreign|别|他/.test(name)) {
      return went(caseId, '证书没有导入，UKey 上什么也没有写', {
        findings: [
          finding('refuse', 'certificate-other-key', '证书里的公钥不是本份 UKey 上的公钥', '请核对是否拿错回包；向 CA 索取受理号相同的那一份。'),
          finding('refuse', 'certificate-other-subject', '证书主题的单位名称与受理件不同', '请向 CA 更正后重新签发。'),
        ],
      })
    }
    const line = job.steps.find((step) => step.step === 'import')
    if (line) Object.assign(line, { state: 'done', at: world.now(), detail: '签名证书 1 张，证书链完整' })
    return went(caseId, '回包已导入：证书链、主题、公钥都相符')
  }

  const handOver = makeHandOver({
    view: (caseId) => seed(caseId),
    jobs: (caseId) => desk(caseId).jobs,
    close: (caseId) => { world.setState(caseId, 'closed'); return world.view(caseId) },
    keep: (caseId, sheet) => { state.documents.set(caseId, [...(state.documents.get(caseId) ?? []), sheet]) },
    nextId: id,
    now: () => world.now(),
  })

  const handlers = {
    scanners: () => [{ device: 'test:0', label: 'Canon LiDE 400（平板）' }],
    scanner_options: (): ScannerOptions => ({
      sources: [
        { name: 'Flatbed', adfMode: null, words: '平板', feeder: false },
        { name: 'ADF Duplex', adfMode: null, words: '进纸器（双面）', feeder: true },
      ],
      modes: ['Color', 'Gray'], resolutions: [150, 300, 600], widthMm: 210, heightMm: 297,
    }),
    start_scan: ({ source, caseId }: StartScan) => {
      stack = Array.from({ length: source?.feeder ? 3 : 1 }, () => receiveScan('扫描仪', caseId ?? 0))
      return { message: '扫描仪已开始' }
    },
    next_scanned: (): Scanned => {
      const came = stack.shift()
      return { pages: came?.pages ?? [], findings: came?.findings ?? [], running: came !== undefined, stoppedBy: null }
    },
    stop_scan: () => { stack = []; return { message: '已停下，扫进来的页都在' } },
    cameras: () => [],
    open_camera: () => { throw refuse('camera-missing', '没有找到高拍仪或摄像头', '请接好高拍仪的数据线。') },
    close_camera: () => ({ message: '画面已关闭' }),
    capture: ({ caseId }: { caseId: number | null }) => receiveScan('高拍仪', caseId ?? 0),
    export_uploads: ({ id: caseId }: { id: number }): Uploads => ({
      folder: `/home/counter/exchange/${world.view(caseId).number}-上传件`, rule: '附件大小在1M之内，图片格式：jpeg、jpg、png、bmp', findings: [],
      files: pagesOf(caseId).map((line) => ({ name: `${line.words}.jpg`, bytes: 812_300, words: '794 KB，上限 1.0 MB；重新压缩为 220 dpi' })),
    }),
    read_page: ({ id: pageId }: { id: number }) => Object.assign(page(pageId), reads.get(pageId) ?? {}, { read: true }),
    poll_watch_folder: (): Imported => ({ pages: [], findings: [] }),
    tray: () => { seedTray(); return state.pages.filter((line) => line.state === 'tray') },
    pages_of_case: ({ id: caseId }: { id: number }) => { seed(caseId); return pagesOf(caseId) },
    file_page: filePage,
    discard_page: ({ id: pageId }: { id: number }) => Object.assign(page(pageId), { state: 'discarded' as const }),
    unfile_page: ({ id: pageId }: { id: number }) => Object.assign(page(pageId), { state: 'tray' as const, caseId: null, number: null, form: null, words: '退回待归页' }),
    samples: ({ id: caseId }: { id: number }) => { seed(caseId); return state.samples.get(caseId) ?? [] },
    ...samples.handlers,
    submit: ({ id: caseId }: { id: number }) => {
      const view = world.view(caseId)
      if (!view.maySubmit.open) throw refuse('case-not-ready', view.maySubmit.reason, '办好后再送复核。')
      world.setState(caseId, 'in_review')
      return world.view(caseId)
    },
    review: ({ id: caseId }: { id: number }) => review(caseId),
    set_verdict: setVerdict,
    approve: ({ id: caseId, boundHash }: { id: number; boundHash: string }) => {
      const view = review(caseId)
      if (boundHash !== view.boundHash) throw refuse('review-changed', '内容在复核时改过，与您看到的不同', '请刷新（F5），把退回“未核”的项再核一遍。')
      if (!view.mayApprove.open) throw refuse('review-not-done', view.mayApprove.reason, '核完后再通过。')
      world.setState(caseId, 'approved')
      return world.view(caseId)
    },
    return_case: ({ id: caseId, note }: { id: number; note: string }) => {
      const view = review(caseId)
      if (!view.mayReturn.open) throw refuse('review-nothing-wrong', view.mayReturn.reason, '')
      const reasons = view.items.filter((item) => item.verdict === 'wrong').map((item) => ({ label: item.label, field: item.id.startsWith('field:') ? item.id.slice(6) : null, reason: item.reason }))
      world.setState(caseId, 'returned', note ? [...reasons, { label: '附言', field: null, reason: note }] : reasons)
      return world.view(caseId)
    },
    tokens: ({ id: caseId }: { id: number }): Tokens => {
      const own = new Set((state.jobs.get(caseId) ?? []).map((job) => job.serial))
      return { ...state.tokens, tokens: state.tokens.tokens.map((token) => (own.has(token.serial) ? { ...token, presence: 'this_case', word: '本案 UKey', pinWord: token.pinWord === '未设置' ? '正常，余 10 次' : token.pinWord, pinTries: token.pinTries ?? 10 } : token)) }
    },
    // Answers when a key goes in or out, like the reader service.
    plugged: () => new Promise<Readers>((tell) => {
      state.readerTells = () => tell({ readers: state.tokens.tokens.map(({ serial }) => ({ name: `读卡器 ${serial}`, card: true })) })
    }),
    show_so_pin: ({ serial, reason }: ShowSoPin): SoPinShown => {
      if (reason.trim() === '') throw refuse('reason-missing', '没有写明为什么要看管理员口令', '请写明用途')
      return { serial, soPin: '4071826359402718', seconds: 60 }
    },
    decide_key: ({ serial, reason }: DecideKey) => {
      const token = state.tokens.tokens.find((candidate) => candidate.serial === serial)
      if (token) Object.assign(token, { mayDecide: closed('已有决定'), decision: `罗毅 与 何敏 决定清空改用：${reason}` })
      return state.tokens
    },
    ...makeTray(() => [...state.jobs.entries()].flatMap(([caseId, jobs]) => jobs.map((job) => ({ caseId, caseNumber: world.view(caseId).number, what: world.view(caseId).projectName, job: desk(caseId).jobs.find((one) => one.id === job.id) ?? job }))), world.now),
    key_desk: ({ id: caseId }: { id: number }) => desk(caseId),
    key_go: keyGo,
    export_again: ({ id: caseId }: { id: number }) => went(caseId, '已重新导出', { file: `/home/counter/交换/${world.view(caseId).number}-请求.zip` }),
    training_issue: ({ id: jobId }: { id: number }) => importAnswer('training.p7b', jobId),
    ...handOver,
    documents: ({ id: caseId }: { id: number }) => { desk(caseId); return state.documents.get(caseId) ?? [] },
  }
  const settings: Settings = {
    counter: { name: '广州海珠受理点', address: '广州市海珠区榕荫路 18 号', phone: '020-89000126', window: '3号窗' },
    accounts: [
      { id: 1, login: 'shen', name: '沈知秋', roles: ['admin'], active: true },
      { id: 2, login: 'lin', name: '林晓芸', roles: ['clerk'], active: true },
      { id: 3, login: 'he', name: '何敏', roles: ['reviewer', 'clerk'], active: true },
      { id: 4, login: 'luo', name: '罗毅', roles: ['key_clerk'], active: true },
      { id: 5, login: 'zhou', name: '周启明', roles: ['clerk'], active: false },
    ],
    devices: { printer: 'HP-LaserJet-M403', scanner: 'genesys:libusb:001:004', scanDpi: 300, watchFolder: '/home/counter/扫描', printFolder: '/home/counter/打印', exchangeFolder: '/home/counter/交换', modules: ['/usr/lib/softhsm/libsofthsm2.so'], lockAfterMinutes: 10 },
    printers: ['HP-LaserJet-M403', 'Brother-HL-2260D'],
    keyModels: [
      { name: 'SoftHSM2（练习用软 UKey）', maker: 'SoftHSM project', module: '/usr/lib/softhsm/libsofthsm2.so', pin: '4 到 255 位字符' },
      { name: '示范 UKey', maker: '示范厂商', module: null, pin: '6 到 8 位数字，输错 10 次锁死' },
    ],
    keyProblems: [],
    caCertificates: [
      { project: 'netca-gd-ylbx', subject: 'CN=存根培训根 CA（无法律效力）, O=Counterfoil Training', notAfter: '2036-11-18', fingerprint: '4F:0A:91:7C:22:E8:53:B0:6D:14:9E:3A:77:C5:01:FB:8E:42:D9:60:1B:35:AC:F7:08:96:2D:E1:5A:73:BC:44', training: true },
    ],
    lastBackup: '11月20日 18:02 备份到 /media/backup，已校验',
    folder: '/home/counter/.local/share/counterfoil',
  }
  const settingsHandlers = {
    settings: () => settings,
    save_counter: (counter: Counter) => Object.assign(settings, { counter }),
    save_devices: (devices: Devices) => Object.assign(settings, { devices }),
    add_account: ({ login, name, roles }: AddAccount) => {
      settings.accounts.push({ id: settings.accounts.length + 1, login, name, roles, active: true })
      return settings
    },
    edit_account: ({ id: account, name, roles, active }: EditAccount) => {
      Object.assign(settings.accounts.find((line) => line.id === account) ?? {}, { name, roles, active })
      return settings
    },
    back_up: ({ folder }: { folder: string }) => {
      if (!folder.startsWith('/')) throw refuse('backup-folder', '备份目录写不进去', '请填完整路径，例如 /media/backup。')
      return { message: `已备份到 ${folder}，副本已打开校验：附件 87 个` }
    },
    save_document: ({ id: documentId }: { id: number }) => {
      const line = [...state.documents.values()].flat().find((candidate) => candidate.id === documentId)
      return { message: `已存到 /home/counter/打印/${line?.name ?? '文件'}` }
    },
    look_at: (at: LookAt): Look => lookAt(at, [...state.documents.values()].flat()),
    print_look: () => ({ message: '已送打印机，共 1 份文件', files: [], reprint: false, findings: [] }),
    verify_store: () => ({ message: '存储完好：外键无误，审计链 631 条连续，附件 87 个哈希相符' }),
    change_password: ({ old }: { old: string }) => {
      if (old === '') throw refuse('store-wrong-password', '现在的口令不对', '请重新输入；大小写有别。')
      return { message: '口令已改，下次登录用新口令' }
    },
  }
  const installCa = (project: string) => {
    settings.caCertificates.push({ project, subject: 'CN=示例根 CA, O=Example', notAfter: '2040-01-01', fingerprint: '00:11:22:33', training: false })
    return settings
  }

  const bytes = {
    page_thumb: ({ id: pageId }: { id: number }) => pagePicture(state.drawn.get(pageId) ?? {}, 320),
    page_picture: ({ id: pageId, longest }: PagePicture) => pagePicture(state.drawn.get(pageId) ?? {}, longest),
    page_region: ({ id: pageId, x, y, w, h, pxPerMm }: PageRegion) => pageRegion(state.drawn.get(pageId) ?? {}, x, y, w, h, pxPerMm),
    ...samples.bytes,
    document: ({ id: documentId }: { id: number }) => {
      const line = [...state.documents.values()].flat().find((candidate) => candidate.id === documentId)
      return sheetPicture(line?.words ?? '文件')
    },
    look_page: ({ page }: LookPage) => sheetPicture(`第${page}页`),
  }
  const installed = makeInstalled(world)
  const upload = { receive_scan: receiveScan, import_scan: importScan, import_answer: importAnswer, install_ca: installCa, ...installed.upload }
  return {
    handlers: { ...handlers, ...settingsHandlers, ...installed.handlers }, bytes, upload,
    /** For looking and testing: what is plugged in. */
    plug: (...tokens: TokenLine[]) => {
      state.tokens = plugged(...tokens)
      state.readerTells()
    },
    blank,
  }
}
