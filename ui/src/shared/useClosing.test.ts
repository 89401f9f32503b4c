import { afterEach, describe, expect, it, vi } from 'vitest'
import { beforeLeaving } from './route'
import { useClosing } from './useClosing'

const full = { code: 'store-disk-full', message: '磁盘已满', remedy: '请腾出空间', findings: [] }
let off: () => void = () => undefined
afterEach(() => off())

describe('closing the window', () => {
  it('waits for the save, then lets the window go', async () => {
    const order: string[] = []
    off = beforeLeaving(async () => void order.push('saved'))
    const { asked, unsaved } = useClosing({ answer: async (go) => void order.push(`go ${go}`) })
    await asked()
    expect(order).toEqual(['saved', 'go true'])
    expect(unsaved.value).toBeNull()
  })

  it('keeps the window when the save was refused, says why, and lets the person go all the same', async () => {
    const answer = vi.fn(async () => undefined)
    off = beforeLeaving(() => full)
    const { asked, unsaved, goAnyway, stay } = useClosing({ answer })
    await asked()
    expect(answer).toHaveBeenLastCalledWith(false)
    expect(unsaved.value).toEqual(full)
    stay()
    expect(unsaved.value).toBeNull()
    await goAnyway()
    expect(answer).toHaveBeenLastCalledWith(true)
  })

  it('does not wait for ever', async () => {
    const answer = vi.fn(async () => undefined)
    off = beforeLeaving(() => new Promise(() => undefined))
    const { asked, unsaved } = useClosing({ answer, wait: async () => undefined })
    await asked()
    expect(answer).toHaveBeenCalledWith(false)
    expect(unsaved.value?.code).toBe('closing-too-slow')
  })
})
