/**
 * Pages on their way in: each is kept by the core first and seen at once, then read, one after the other, while the
 * next ones still arrive. It never files anything and never loses count: a page that was not read any more stays in
 * the tray.
 */
import { ref } from 'vue'
import type { Finding, Imported, PageLine } from '@/bindings'
import { asRefusal, useClient } from '@/shared/useClient'
import { takeIn } from './files'

export interface Arrival {
  /** New pages, unread; and the same again when they have been read. */
  onLines: (lines: PageLine[]) => void
  /** Everything that came has been read. */
  onThrough: (pages: PageLine[]) => Promise<void>
}

export function useArrival({ onLines, onThrough }: Arrival) {
  const api = useClient()
  /** What came in last: pages as they stand now, and what could not be read. */
  const arrived = ref<Imported>({ pages: [], findings: [], spooled: 0 })
  /** What is being done, in words; empty when nothing is. */
  const taking = ref('')
  let stop = false
  let reading: Promise<void> = Promise.resolve()
  let unread = 0

  function tell(findings: Finding[]): void {
    if (findings.length > 0)
      arrived.value = { ...arrived.value, findings: [...arrived.value.findings, ...findings] }
  }

  function show(line: PageLine): void {
    arrived.value = {
      ...arrived.value,
      pages: arrived.value.pages.map((one) => (one.id === line.id ? line : one)),
    }
    onLines([line])
  }

  async function read(line: PageLine): Promise<void> {
    if (stop) return
    try {
      const now = await api.readPage({ id: line.id })
      if (now.state === 'discarded') {
        // No decoder reads it: it is told with the others, and counts no more.
        arrived.value = { ...arrived.value, pages: arrived.value.pages.filter((one) => one.id !== now.id) }
        tell(now.findings)
        onLines([now])
      } else show(now)
    } catch (thrown) {
      const refused = asRefusal(thrown)
      tell([
        {
          code: refused.code,
          severity: 'warn',
          field: null,
          message: `${line.origin}：${refused.message}`,
          remedy: refused.remedy,
          suggestion: null,
          kept: false,
        },
      ])
    }
    unread -= 1
    if (taking.value) taking.value = words()
  }

  let step = ''
  const words = () => (unread > 0 ? `${step}，还有 ${unread} 页在认` : step)

  /** Pages that the core has kept: seen at once, read in their turn. */
  function took(came: Imported): void {
    tell(came.findings)
    if (came.pages.length === 0) return
    arrived.value = { ...arrived.value, pages: [...arrived.value.pages, ...came.pages] }
    onLines(came.pages)
    const waiting = came.pages.filter((one) => !one.read)
    unread += waiting.length
    for (const line of waiting) reading = reading.then(() => read(line))
  }

  /** One arrival from beginning to end; a second one waits for nothing and does not begin. */
  async function during(first: string, fetch: () => Promise<void>): Promise<boolean> {
    if (taking.value) return false
    stop = false
    unread = 0
    arrived.value = { pages: [], findings: [], spooled: 0 }
    taking.value = step = first
    try {
      await fetch()
      step = '已全部收下'
      if (unread > 0) taking.value = words()
      await reading
      if (stop && unread > 0) {
        tell([
          {
            code: 'scan-unread',
            severity: 'note',
            field: null,
            message: `已停下，${unread} 页已收下还没有认`,
            remedy: '在“待归页”里点“再认一次”，或手工归页。',
            suggestion: null,
            kept: false,
          },
        ])
      }
    } finally {
      taking.value = ''
    }
    await onThrough(arrived.value.pages)
    return true
  }

  const takeFiles = (files: File[], about: number): Promise<boolean> =>
    files.length === 0
      ? Promise.resolve(false)
      : during('正在读入', async () => {
          const came = await takeIn(files, (name, data) => api.receiveScan(name, about, data), {
            onFile: (number, of, name) => {
              step = `正在读入 ${number}/${of}：${name}`
              taking.value = words()
            },
            onPages: took,
            stopped: () => stop,
          })
          // What stopped the taking itself is said after everything that came.
          tell(came.findings.filter((finding) => finding.code === 'scan-stopped'))
        })

  return {
    arrived,
    taking,
    took,
    during,
    tell,
    takeFiles,
    say: (now: string) => {
      step = now
      taking.value = words()
    },
    stopped: () => stop,
    stopTaking: () => {
      stop = true
    },
  }
}
