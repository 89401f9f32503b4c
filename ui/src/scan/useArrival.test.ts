import { describe, expect, it } from 'vitest'
import type { Imported, PageLine } from '@/bindings'
import { useHost } from '@/shared/useClient'
import { useArrival } from './useArrival'

const line = (id: number, over: Partial<PageLine> = {}): PageLine => ({
  id,
  state: 'tray',
  caseId: null,
  number: null,
  form: null,
  words: '',
  page: 1,
  pages: 1,
  copy: 1,
  origin: `${id}.jpg`,
  at: '2026-11-21T10:00:00+08:00',
  findings: [],
  registered: false,
  read: false,
  ...over,
})
const files = (count: number) => Array.from({ length: count }, (_, at) => new File(['x'], `${at + 1}.jpg`))

/** A core that keeps each file as one page and reads it as `find` says. */
function core(find: (id: number) => Partial<PageLine>) {
  const calls: string[] = []
  let next = 0
  useHost({
    call: async (command, args) => {
      const { id } = args as { id: number }
      calls.push(`${command} ${id}`)
      return line(id, { read: true, ...find(id) })
    },
    bytes: async () => new Blob(),
    upload: async (_command, name) => {
      calls.push(`receive ${name}`)
      return { pages: [line((next += 1))], findings: [], spooled: 0 } satisfies Imported
    },
  })
  return calls
}

describe('useArrival', () => {
  it('shows a page as soon as it is kept, and again when it has been read', async () => {
    core((id) => ({ state: 'filed', caseId: id }))
    const seen: [number, boolean][] = []
    const arrival = useArrival({
      onLines: (lines) => lines.forEach((one) => seen.push([one.id, one.read])),
      onThrough: async () => {},
    })
    await arrival.takeFiles(files(3), 0)
    for (const id of [1, 2, 3]) {
      expect(seen.findIndex(([of, read]) => of === id && !read)).toBeLessThan(
        seen.findIndex(([of, read]) => of === id && read),
      )
    }
    expect(arrival.arrived.value.pages.map((one) => one.caseId)).toEqual([1, 2, 3])
    expect(arrival.taking.value).toBe('')
  })

  it('tells a page that no decoder reads and goes on with the rest', async () => {
    const told = {
      code: 'scan-unreadable',
      severity: 'warn' as const,
      field: null,
      message: '2.jpg：图像文件已损坏',
      remedy: '重新扫描',
      suggestion: null,
      kept: false,
    }
    core((id) => (id === 2 ? { state: 'discarded', findings: [told] } : { state: 'filed', caseId: 1 }))
    const arrival = useArrival({ onLines: () => {}, onThrough: async () => {} })
    await arrival.takeFiles(files(3), 0)
    expect(arrival.arrived.value.pages.map((one) => one.id)).toEqual([1, 3])
    expect(arrival.arrived.value.findings).toEqual([told])
  })

  it('stops at once, keeps what has come and says how much of it is not read', async () => {
    const calls = core(() => ({}))
    const arrival = useArrival({ onLines: () => arrival.stopTaking(), onThrough: async () => {} })
    await arrival.takeFiles(files(5), 0)
    expect(calls).toEqual(['receive 1.jpg'])
    expect(arrival.arrived.value.pages).toHaveLength(1)
    expect(arrival.arrived.value.findings.map((one) => one.code).sort()).toEqual([
      'scan-stopped',
      'scan-unread',
    ])
  })
})
