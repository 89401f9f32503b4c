import { describe, expect, it, vi } from 'vitest'
import { beforeLeaving, go, homeOf, parseHash, route } from './route'

describe('where the window is', () => {
  it('reads the address, unknown ones are the board', () => {
    expect(parseHash('#/review/12')).toEqual({ view: 'review', id: 12 })
    expect(parseHash('#/keys')).toEqual({ view: 'keys', id: null })
    expect(parseHash('#/nowhere/1')).toEqual({ view: 'board', id: 1 })
    expect(parseHash('#/review/x')).toEqual({ view: 'review', id: null })
  })
  it('flushes drafts before it goes, even when one refuses', async () => {
    const flush = vi.fn(async () => Promise.reject(new Error('full')))
    const off = beforeLeaving(flush)
    await go('intake', 3)
    off()
    expect(flush).toHaveBeenCalledOnce()
    expect(route).toEqual({ view: 'intake', id: 3 })
    await go('board')
    expect(flush).toHaveBeenCalledOnce()
  })
  it('knows the screen of each state', () => {
    expect(homeOf('returned')).toBe('intake')
    expect(homeOf('at_ca')).toBe('keys')
    expect(homeOf('ready')).toBe('handover')
  })
})
