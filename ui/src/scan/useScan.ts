/**
 * The state of the scanning screen: the case in hand, its pages and samples, the tray, and what is just coming in.
 * It never files by itself: pages with marks are filed by the core, others by the clerk.
 */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import type { CaseRow, CaseView, FilePage, Imported, PageLine, SampleLine, Scanner } from '@/bindings'
import { asRefusal, useAsk, useClient } from '@/shared/useClient'
import { takeIn } from './files'
import { papersOf } from './grouping'

/** Milliseconds between two looks into the watched folder. */
export const POLL_MS = 3000

export function useScan() {
  const api = useClient()
  const { busy, refusal, ask } = useAsk()
  const queue = ref<CaseRow[]>([])
  const view = shallowRef<CaseView | null>(null)
  const pages = ref<PageLine[]>([])
  const samples = ref<SampleLine[]>([])
  const tray = ref<PageLine[]>([])
  const loaded = ref(false)
  const pageId = ref<number | null>(null)
  /** What came in since the screen was opened: pages and what could not be read. */
  const arrived = ref<Imported>({ pages: [], findings: [] })
  const taking = ref('')
  const scanners = ref<Scanner[]>([])
  const watching = ref(true)
  /** The page put aside last: it can be taken back as long as it is named here. */
  const lastAside = ref<PageLine | null>(null)
  let stop = false

  const papers = computed(() => (view.value ? papersOf(view.value, pages.value) : []))
  const aside = computed(() => pages.value.filter((page) => page.state === 'discarded'))
  const page = computed(() => [...pages.value, ...tray.value, ...arrived.value.pages].find((one) => one.id === pageId.value))

  async function loadLists(): Promise<void> {
    const rows = await ask(() => api.listCases({ states: ['scanning', 'printed'], text: '', limit: 200 }))
    if (rows) queue.value = [...rows].sort((a, b) => a.since.localeCompare(b.since))
    const waiting = await ask(() => api.tray())
    if (waiting) tray.value = waiting
    loaded.value = true
  }

  /** Fetches pages, samples and the case again; the case is shown only when all is there. */
  async function open(id: number): Promise<void> {
    const got = await ask(async () => {
      const next = await api.getCase({ id })
      const [own, cut] = await Promise.all([api.pagesOfCase({ id }), next.wantsSamples ? api.samples({ id }) : Promise.resolve([])])
      return { next, own, cut }
    })
    if (!got) return
    const other = view.value?.id !== id
    view.value = got.next
    pages.value = got.own
    samples.value = got.cut
    if (other || !page.value) pageId.value = (got.own.find((one) => one.state === 'filed') ?? tray.value[0])?.id ?? null
  }

  function close(): void {
    view.value = null
    pages.value = []
    samples.value = []
    pageId.value = tray.value[0]?.id ?? null
  }

  function took(imported: Imported): void {
    arrived.value = {
      pages: [...arrived.value.pages.filter((old) => !imported.pages.some((one) => one.id === old.id)), ...imported.pages],
      findings: [...arrived.value.findings, ...imported.findings],
    }
    tray.value = [...tray.value, ...imported.pages.filter((one) => one.state === 'tray')]
    const own = imported.pages.filter((one) => one.state === 'filed' && one.caseId === view.value?.id)
    pages.value = [...pages.value, ...own]
    const show = own.at(-1) ?? imported.pages.at(-1)
    if (show) pageId.value = show.id
  }

  /** After an import everything that follows from the pages is asked anew: gaps, samples, gate. */
  async function settle(imported: Imported): Promise<number | null> {
    if (imported.pages.length === 0) return null
    const kept = pageId.value
    await loadLists()
    if (view.value) await open(view.value.id)
    pageId.value = kept
    const cases = new Set(imported.pages.flatMap((one) => (one.state === 'filed' && one.caseId !== null ? [one.caseId] : [])))
    return cases.size === 1 ? ([...cases][0] ?? null) : null
  }

  /** Takes files in; answers the case when all filed pages belong to one. */
  async function takeFiles(files: File[]): Promise<number | null> {
    if (files.length === 0 || taking.value) return null
    stop = false
    refusal.value = null
    arrived.value = { pages: [], findings: [] }
    const about = view.value?.id ?? 0
    const came = await takeIn(files, (name, data) => api.importScan(name, about, data), {
      onFile: (number, of, name) => { taking.value = `正在读入 ${number}/${of}：${name}` },
      onPages: took,
      stopped: () => stop,
    })
    taking.value = ''
    return settle(came)
  }

  async function scan(device: string): Promise<number | null> {
    if (taking.value) return null
    taking.value = '正在扫描'
    arrived.value = { pages: [], findings: [] }
    const came = await ask(() => api.scanNow({ device, caseId: view.value?.id ?? null }))
    taking.value = ''
    if (!came) {
      // Which scanner, when the one of the settings did not answer.
      scanners.value = await api.scanners().catch(() => [])
      return null
    }
    scanners.value = []
    took(came)
    return settle(came)
  }

  async function file(args: FilePage): Promise<boolean> {
    const line = await ask(() => api.filePage(args))
    if (!line) return false
    arrived.value = { ...arrived.value, pages: arrived.value.pages.map((one) => (one.id === line.id ? line : one)) }
    await loadLists()
    if (view.value) await open(view.value.id)
    return true
  }

  async function move(call: 'discardPage' | 'unfilePage', id: number): Promise<void> {
    const line = await ask(() => api[call]({ id }))
    if (!line) return
    lastAside.value = call === 'discardPage' ? line : null
    arrived.value = { ...arrived.value, pages: arrived.value.pages.filter((one) => one.id !== id) }
    await loadLists()
    if (view.value) await open(view.value.id)
  }

  async function decide(id: number, decision: 'choose' | 'accept' | 'reject', reason = ''): Promise<boolean> {
    const next = await ask(() => api.decideSample({ id, decision, reason }))
    if (!next) return false
    await tookSamples(next)
    return true
  }

  /** The samples as they are now, and what follows from them for the case. */
  async function tookSamples(next: SampleLine[]): Promise<void> {
    samples.value = next
    const now = view.value && (await ask(() => api.getCase({ id: view.value!.id })))
    if (now) view.value = now
  }

  async function submit(): Promise<boolean> {
    const present = view.value
    if (!present?.maySubmit.open || busy.value) return false
    const next = await ask(() => api.submit({ id: present.id }))
    if (!next) return false
    view.value = next
    await loadLists()
    return true
  }

  // —— the watched folder ——
  let timer: ReturnType<typeof setTimeout> | null = null
  let alive = false
  async function poll(): Promise<void> {
    if (!taking.value && !busy.value) {
      try {
        const came = await api.pollWatchFolder()
        if (alive && (came.pages.length > 0 || came.findings.length > 0)) {
          took(came)
          await settle(came)
        }
      } catch (thrown) {
        // A folder that is gone is told once, not every three seconds.
        refusal.value = asRefusal(thrown)
        watching.value = false
        return
      }
    }
    if (alive) timer = setTimeout(() => void poll(), POLL_MS)
  }
  onMounted(() => {
    alive = true
    timer = setTimeout(() => void poll(), POLL_MS)
  })
  onBeforeUnmount(() => {
    alive = false
    if (timer) clearTimeout(timer)
  })

  return {
    busy, refusal, queue, view, pages, samples, tray, loaded, pageId, arrived, taking, scanners, watching, lastAside, papers, aside, page,
    loadLists, open, close, takeFiles, scan, file, move, decide, tookSamples, submit, stopTaking: () => { stop = true },
  }
}
