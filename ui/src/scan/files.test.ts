import { describe, expect, it } from 'vitest'
import type { Imported, PageLine } from '../bindings'
import { filesOf, takeIn } from './files'

const page = (id: number) => ({ id }) as PageLine
const file = (name: string) => new File(['x'], name, { type: 'image/jpeg' })

describe('takeIn', () => {
  it('goes on after a file that is refused, and tells which one', async () => {
    const seen: number[] = []
    const came = await takeIn(
      [file('a.jpg'), file('b.jpg'), file('c.jpg')],
      async (name) => {
        if (name === 'b.jpg')
          throw { code: 'scan-unreadable', message: '读不出图像', remedy: '重新扫描', findings: [] }
        return { pages: [page(name.charCodeAt(0))], findings: [], spooled: 0 }
      },
      { onPages: (imported: Imported) => seen.push(imported.pages.length) },
    )
    expect(came.pages.map((p) => p.id)).toEqual([97, 99])
    expect(came.findings[0]).toMatchObject({ code: 'scan-unreadable', message: '“b.jpg”：读不出图像' })
    expect(seen).toEqual([1, 0, 1])
  })

  it('stops between files and says how many are left', async () => {
    let stop = false
    const came = await takeIn(
      [file('a.jpg'), file('b.jpg'), file('c.jpg')],
      async () => {
        stop = true
        return { pages: [page(1)], findings: [], spooled: 0 }
      },
      { stopped: () => stop },
    )
    expect(came.pages).toHaveLength(1)
    expect(came.findings[0]?.message).toContain('还有 2 个文件')
  })
})

describe('filesOf', () => {
  it('names what was pasted', () => {
    const transfer = { files: [file('image.jpg')] } as unknown as DataTransfer
    expect(filesOf(transfer)[0]?.name).toBe('image.jpg')
    expect(filesOf(transfer, new Date(2026, 10, 21, 9, 5, 7))[0]?.name).toBe('粘贴-090507-1.jpg')
  })
})
