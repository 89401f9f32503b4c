/**
 * The second half of the double: scanning, samples, second check, key desk, hand-over, settings.
 * It behaves as the core does (gates, verdicts that fall back, steps in their order) on made-up data, so that screens
 * can be tested and looked at in a browser. It is never part of the window's own build.
 */
import type {
  CaseView,
  FilePage,
  Imported,
  LookPage,
  PageLine,
  PagePicture,
  PageRegion,
  ScannerOptions,
  Scanned,
  StartScan,
  Uploads,
  TokenLine,
} from '../../bindings'
import { finding, refuse } from './answers'
import { makeHandOver } from './handover'
import { makeInstalled } from './installed'
import { type Drawn, pagePicture, pageRegion, sheetPicture } from './drawings'
import { makeSamples } from './samples'
import { blank, KEYS, makeKeyDesk, plugged } from './keydesk'
import { makeReviewing } from './reviewing'
import { ledger } from './ledger'
import { makePost } from './post'
import { makePrinters } from './printers'
import { makePrivacy } from './privacy'
import { makeSettings } from './settings'
import { ROW, rowY, type DeskState, type World } from './world'

export function makeDesk(world: World) {
  const state: DeskState = {
    pages: [],
    drawn: new Map(),
    seeded: new Set(),
    samples: new Map(),
    verdicts: new Map(),
    jobs: new Map(),
    documents: new Map(),
    tokens: plugged(blank(KEYS.ours)),
    readerTells: () => {},
    nextId: 100,
  }
  const id = () => (state.nextId += 1)
  const samples = makeSamples(state.samples, id, (caseId) => world.view(caseId))

  function addPage(over: Partial<PageLine>, drawn: Drawn): PageLine {
    const line: PageLine = {
      id: id(),
      state: 'filed',
      caseId: null,
      number: null,
      form: null,
      words: '',
      page: 1,
      pages: 1,
      copy: 1,
      origin: '扫描仪',
      at: world.now(),
      findings: [],
      registered: true,
      read: true,
      ...over,
    }
    state.pages.push(line)
    state.drawn.set(line.id, drawn)
    return line
  }

  const fieldsOf = (view: CaseView) =>
    view.groups.flatMap((group) => group.fields.map((field) => ({ group: group.title, field })))

  const drawForm = (view: CaseView, title: string): Drawn => ({
    form: {
      title,
      mark: `${view.number} ${title}`,
      unit: view.title,
      frames: view.wantsSamples,
      rows: fieldsOf(view)
        .slice(0, view.wantsSamples ? 6 : 15)
        .map(({ field }, index) => ({
          label: field.label,
          value: view.content.fields[field.id] ?? '',
          x: ROW.x,
          y: rowY(index),
          w: ROW.w,
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
            {
              caseId,
              number: view.number,
              form: form.id,
              words: `${form.title} 第${page}页 第${copy}份`,
              page,
              pages: 2,
              copy,
            },
            drawForm(view, form.title),
          )
        }
      }
    }
    view.materials.slice(1, 3).forEach((row) =>
      addPage(
        {
          caseId,
          number: view.number,
          form: row.id,
          words: row.material,
          registered: false,
          origin: 'IMG_0412.jpg',
        },
        {
          card: {
            name: view.content.fields['operator_name'] ?? '沈若川',
            number: view.content.fields['operator_id_no'] ?? '11010519491231002X',
          },
        },
      ),
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
      {
        state: 'tray',
        words: '未认出的页',
        registered: false,
        origin: '高拍仪-0007.jpg',
        findings: [
          finding(
            'warn',
            'mark-not-found',
            '没有找到本程序的页标',
            '请看清是哪张纸，选好受理件和页后归页；不要的放到一边。',
          ),
        ],
      },
      { card: { name: '沈若川', number: '11010519491231002X' } },
    )
    addPage(
      {
        state: 'tray',
        words: '页标读得不全',
        registered: false,
        origin: 'scan-0412.tif',
        findings: [
          finding(
            'warn',
            'mark-partial',
            '只读到两个角标，对不准格子',
            '请重新扫描；赶时间可手工归页，复核时须看整页。',
          ),
        ],
      },
      {
        form: {
          title: '单位法人数字证书申请表',
          mark: '?',
          unit: '广州市海珠区木棉湾小学',
          frames: false,
          rows: [],
        },
      },
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
          pages: [
            addPage(
              {
                caseId: about,
                number: view.number,
                form: form.id,
                words: `${form.title} 第2页 第${form.copies}份`,
                page: 2,
                pages: 2,
                copy: form.copies,
                origin: name,
              },
              drawForm(view, form.title),
            ),
          ],
          findings: [],
          spooled: 0,
        }
      }
    }
    return {
      pages: [
        addPage(
          {
            state: 'tray',
            words: '未认出的页',
            registered: false,
            origin: name,
            findings: [
              finding(
                'warn',
                'mark-not-found',
                '没有找到本程序的页标',
                '请看清是哪张纸，选好受理件和页后归页。',
              ),
            ],
          },
          { card: { name: '沈若川', number: '11010519491231002X' } },
        ),
      ],
      findings: [],
      spooled: 0,
    }
  }

  function filePage(args: FilePage): PageLine {
    const line = page(args.pageId)
    const view = seed(args.caseId)
    const title =
      view.forms.find((form) => form.id === args.form)?.title ??
      view.materials.find((row) => row.id === args.form)?.material ??
      args.form
    Object.assign(line, {
      state: 'filed',
      caseId: args.caseId,
      number: view.number,
      form: args.form,
      page: args.page,
      copy: args.copy,
      pages: view.forms.some((form) => form.id === args.form) ? 2 : args.page,
      words: `${title} 第${args.page}页 第${args.copy}份`,
    })
    return line
  }

  const reviewing = makeReviewing({ world, state, seed, pagesOf, fieldsOf })
  const keys = makeKeyDesk(world, state, id, seed)
  const settings = makeSettings(() => [...state.documents.values()].flat())
  const printers = makePrinters(() => settings.handlers.settings().printers)

  const handOver = makeHandOver({
    view: (caseId) => seed(caseId),
    jobs: (caseId) => keys.desk(caseId).jobs,
    close: (caseId) => {
      world.setState(caseId, 'closed')
      return world.view(caseId)
    },
    keep: (caseId, sheet) => {
      state.documents.set(caseId, [...(state.documents.get(caseId) ?? []), sheet])
    },
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
      modes: ['Color', 'Gray'],
      resolutions: [150, 300, 600],
      widthMm: 210,
      heightMm: 297,
    }),
    start_scan: ({ source, caseId }: StartScan) => {
      stack = Array.from({ length: source?.feeder ? 3 : 1 }, () => receiveScan('扫描仪', caseId ?? 0))
      return { message: '扫描仪已开始' }
    },
    next_scanned: (): Scanned => {
      const came = stack.shift()
      return {
        pages: came?.pages ?? [],
        findings: came?.findings ?? [],
        spooled: came?.spooled ?? 0,
        running: came !== undefined,
        stoppedBy: null,
      }
    },
    stop_scan: () => {
      stack = []
      return { message: '已停下，扫进来的页都在' }
    },
    cameras: () => [],
    open_camera: () => {
      throw refuse('camera-missing', '没有找到高拍仪或摄像头', '请接好高拍仪的数据线。')
    },
    close_camera: () => ({ message: '画面已关闭' }),
    capture: ({ caseId }: { caseId: number | null }) => receiveScan('高拍仪', caseId ?? 0),
    export_uploads: ({ id: caseId }: { id: number }): Uploads => ({
      folder: `/home/counter/exchange/${world.view(caseId).number}-上传件`,
      rule: '附件大小在1M之内，图片格式：jpeg、jpg、png、bmp',
      findings: [],
      files: pagesOf(caseId).map((line) => ({
        name: `${line.words}.jpg`,
        bytes: 812_300,
        words: '794 KB，上限 1.0 MB；重新压缩为 220 dpi',
      })),
    }),
    read_page: ({ id: pageId }: { id: number }) =>
      Object.assign(page(pageId), reads.get(pageId) ?? {}, { read: true }),
    poll_watch_folder: (): Imported => ({ pages: [], findings: [], spooled: 0 }),
    tray: () => {
      seedTray()
      return state.pages.filter((line) => line.state === 'tray')
    },
    pages_of_case: ({ id: caseId }: { id: number }) => {
      seed(caseId)
      return pagesOf(caseId)
    },
    file_page: filePage,
    discard_page: ({ id: pageId }: { id: number }) =>
      Object.assign(page(pageId), { state: 'discarded' as const }),
    unfile_page: ({ id: pageId }: { id: number }) =>
      Object.assign(page(pageId), {
        state: 'tray' as const,
        caseId: null,
        number: null,
        form: null,
        words: '退回待归页',
      }),
    ...reviewing,
    ...ledger,
    ...makePost(() => world.now()).handlers,
    ...makePrivacy(() => world.now()).handlers,
    ...keys.handlers,
    samples: ({ id: caseId }: { id: number }) => {
      seed(caseId)
      return state.samples.get(caseId) ?? []
    },
    ...samples.handlers,
    submit: ({ id: caseId }: { id: number }) => {
      const view = world.view(caseId)
      if (!view.maySubmit.open) throw refuse('case-not-ready', view.maySubmit.reason, '办好后再送复核。')
      world.setState(caseId, 'in_review')
      return world.view(caseId)
    },
    ...handOver,
    documents: ({ id: caseId }: { id: number }) => {
      keys.desk(caseId)
      return state.documents.get(caseId) ?? []
    },
  }
  const bytes = {
    page_thumb: ({ id: pageId }: { id: number }) => pagePicture(state.drawn.get(pageId) ?? {}, 320),
    page_picture: ({ id: pageId, longest }: PagePicture) =>
      pagePicture(state.drawn.get(pageId) ?? {}, longest),
    page_region: ({ id: pageId, x, y, w, h, pxPerMm }: PageRegion) =>
      pageRegion(state.drawn.get(pageId) ?? {}, x, y, w, h, pxPerMm),
    ...samples.bytes,
    document: ({ id: documentId }: { id: number }) => {
      const line = [...state.documents.values()].flat().find((candidate) => candidate.id === documentId)
      return sheetPicture(line?.words ?? '文件')
    },
    look_page: ({ page }: LookPage) => sheetPicture(`第${page}页`),
  }
  const installed = makeInstalled(world)
  const upload = {
    receive_scan: receiveScan,
    import_scan: importScan,
    import_answer: keys.importAnswer,
    install_ca: settings.installCa,
    install_ca_encryption: settings.installEncryption,
    read_calibration: printers.readCalibration,
    ...installed.upload,
  }
  return {
    handlers: { ...handlers, ...settings.handlers, ...printers.handlers, ...installed.handlers },
    bytes,
    upload,
    /** For looking and testing: what is plugged in. */
    plug: (...tokens: TokenLine[]) => {
      state.tokens = plugged(...tokens)
      state.readerTells()
    },
    blank,
  }
}
