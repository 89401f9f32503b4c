/**
 * The state of the scanning screen: the case in hand, its pages and samples, the tray, and what is just coming in.
 * It never files by itself: pages with marks are filed by the core, others by the clerk.
 */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import type { CaseRow, CaseView, FilePage, Imported, PageLine, SampleDecision, SampleLine } from '@/bindings'
import { asRefusal, useAsk, useClient } from '@/shared/useClient'
import { papersOf } from './grouping'
import { useArrival } from './useArrival'
import { useScanner } from './useScanner'

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
  const scanner = useScanner()
  const watching = ref(true)
  /** The page put aside last: it can be taken back as long as it is named here. */
  const lastAside = ref<PageLine | null>(null)

  const papers = computed(() => (view.value ? papersOf(view.value, pages.value) : []))
  const aside = computed(() => pages.value.filter((page) => page.state === 'discarded'))
  const page = computed(() =>
    [...pages.value, ...tray.value, ...arrived.value.pages].find((one) => one.id === pageId.value),
  )

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
      const [own, cut] = await Promise.all([
        api.pagesOfCase({ id }),
        next.wantsSamples ? api.samples({ id }) : Promise.resolve([]),
      ])
      return { next, own, cut }
    })
    if (!got) return
    const other = view.value?.id !== id
    view.value = got.next
    pages.value = got.own
    samples.value = got.cut
    if (other || !page.value)
      pageId.value = (got.own.find((one) => one.state === 'filed') ?? tray.value[0])?.id ?? null
  }

  function close(): void {
    view.value = null
    pages.value = []
    samples.value = []
    pageId.value = tray.value[0]?.id ?? null
  }

  /** A page stands where it now belongs: in the tray, among the pages of the case in hand, or elsewhere. */
  function place(line: PageLine): void {
    const into = (list: PageLine[], belongs: boolean): PageLine[] =>
      list.some((one) => one.id === line.id)
        ? list.flatMap((one) => (one.id !== line.id ? [one] : belongs ? [line] : []))
        : belongs
          ? [...list, line]
          : list
    tray.value = into(tray.value, line.state === 'tray')
    pages.value = into(
      pages.value,
      line.state !== 'tray' && line.caseId !== null && line.caseId === view.value?.id,
    )
    pageId.value ??= line.id
  }

  const {
    arrived,
    taking,
    took,
    during,
    takeFiles: take,
    say,
    stopped,
    stopTaking,
  } = useArrival({
    onLines: (lines) => lines.forEach(place),
    onThrough: settle,
  })

  /** After an arrival everything that follows from the pages is asked anew: gaps, samples, gate. */
  async function settle(came: PageLine[]): Promise<void> {
    if (came.length === 0) return
    await loadLists()
    if (view.value) await open(view.value.id)
    const shown =
      came.find((one) => one.state === 'tray') ??
      came.findLast((one) => one.caseId === view.value?.id) ??
      came.at(-1)
    if (shown) pageId.value = shown.id
  }

  /** The case of what has just come, when all filed pages belong to one. */
  function only(): number | null {
    const cases = new Set(
      arrived.value.pages.flatMap((one) =>
        one.state === 'filed' && one.caseId !== null ? [one.caseId] : [],
      ),
    )
    return cases.size === 1 && arrived.value.pages.every((one) => one.state === 'filed')
      ? ([...cases][0] ?? null)
      : null
  }

  /** Takes files in; answers the case when everything belongs to one. */
  async function takeFiles(files: File[]): Promise<number | null> {
    refusal.value = null
    return (await take(files, view.value?.id ?? 0)) ? only() : null
  }

  /** Runs a stack through the scanner; answers the case when everything belongs to one. */
  async function scan(): Promise<number | null> {
    refusal.value = null
    if (!scanner.choice.options) {
      taking.value = '正在问扫描仪'
      const refused = await scanner.choose(scanner.choice.device)
      taking.value = ''
      if (refused) {
        refusal.value = refused
        return null
      }
    }
    const ran = await during('正在扫描', async () => {
      try {
        const ended = await scanner.run(
          view.value?.id ?? null,
          (came, total) => {
            took(came)
            say(`正在扫描，已扫 ${total} 页`)
          },
          stopped,
        )
        if (ended) refusal.value = ended
      } catch (thrown) {
        refusal.value = asRefusal(thrown)
      }
    })
    return ran ? only() : null
  }

  /** Pages that were kept but not read, because the program was stopped in between, are read now. */
  async function resume(): Promise<void> {
    const unread = tray.value.filter((one) => !one.read)
    if (unread.length > 0)
      await during('正在认上次留下的页', async () => took({ pages: unread, findings: [], spooled: 0 }))
  }

  /** A page from the camera; one that comes while another is being read joins it. */
  async function captured(came: Imported): Promise<void> {
    if (taking.value) took(came)
    else await during('正在认页', async () => took(came))
  }

  /** Looks for the marks of a page of the tray once more. */
  async function readAgain(id: number): Promise<void> {
    const line = await ask(() => api.readPage({ id }))
    if (!line) return
    place(line)
    if (line.state !== 'tray') await refresh(line)
  }

  async function file(args: FilePage): Promise<boolean> {
    const line = await ask(() => api.filePage(args))
    if (!line) return false
    await refresh(line)
    return true
  }

  /**
   * After a page was moved: the lists anew, and the next page that waits, when this one came from the tray of no
   * case.
   */
  async function refresh(line: PageLine): Promise<void> {
    arrived.value = {
      ...arrived.value,
      pages: arrived.value.pages.map((one) => (one.id === line.id ? line : one)),
    }
    await loadLists()
    if (view.value) await open(view.value.id)
    else if (line.state !== 'tray') pageId.value = tray.value[0]?.id ?? null
  }

  async function move(call: 'discardPage' | 'unfilePage', id: number): Promise<void> {
    const line = await ask(() => api[call]({ id }))
    if (!line) return
    lastAside.value = call === 'discardPage' ? line : null
    await refresh(line)
  }

  async function decide(id: number, decision: SampleDecision, reason = ''): Promise<boolean> {
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
        let came = await api.pollWatchFolder()
        if (alive && (came.pages.length > 0 || came.findings.length > 0)) {
          await during('正在读入监视目录', async () => {
            // A few files at a time, until a look finds none.
            for (; came.pages.length + came.findings.length > 0; came = await api.pollWatchFolder()) {
              took(came)
              if (stopped()) break
            }
          })
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
    busy,
    refusal,
    queue,
    view,
    pages,
    samples,
    tray,
    loaded,
    pageId,
    arrived,
    taking,
    scanner,
    watching,
    lastAside,
    papers,
    aside,
    page,
    loadLists,
    open,
    close,
    takeFiles,
    scan,
    file,
    move,
    readAgain,
    decide,
    tookSamples,
    submit,
    captured,
    resume,
    stopTaking,
  }
}
