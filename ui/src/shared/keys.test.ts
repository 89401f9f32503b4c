import { afterEach, describe, expect, it, vi } from 'vitest'
import { capsOf, dispatchKey, KEYS, layKeys, splitKeys, written } from './keys'

const press = (key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  Object.defineProperty(event, 'target', { value: target })
  dispatchKey(event)
  return event
}

describe('the table of keys', () => {
  const offs: (() => void)[] = []
  const lay = (...args: Parameters<typeof layKeys>) => offs.push(layKeys(...args))
  afterEach(() => offs.splice(0).forEach((off) => off()))

  it('names every action once', () => {
    expect(new Set(KEYS.map((l) => l.action)).size).toBe(KEYS.length)
  })

  it('gives one key one meaning in one place', () => {
    const seen = KEYS.map((l) => `${l.place} ${l.keys}`)
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('writes combinations as on the caps', () => {
    expect(written({ key: 'k', ctrlKey: true, altKey: false, metaKey: false })).toBe('Ctrl+K')
    expect(written({ key: 'PageDown', ctrlKey: false, altKey: false, metaKey: false })).toBe('PgDn')
    expect(written({ key: '=', ctrlKey: false, altKey: false, metaKey: false })).toBe('+')
    expect(splitKeys('+')).toEqual(['+'])
    expect(capsOf('look-up')).toEqual(['Ctrl', 'K'])
  })

  it('gives a key to the topmost layer and keeps it from the web view', () => {
    const below = vi.fn()
    const above = vi.fn()
    lay({ forward: below })
    lay({ forward: above })
    expect(press('F9').defaultPrevented).toBe(true)
    expect(above).toHaveBeenCalledOnce()
    expect(below).not.toHaveBeenCalled()
  })

  it('passes on what a layer declines', () => {
    const below = vi.fn()
    lay({ open: below })
    lay({ open: () => false })
    press('Enter')
    expect(below).toHaveBeenCalledOnce()
  })

  it('hides everything but locking behind a dialog', () => {
    const forward = vi.fn()
    const lock = vi.fn()
    lay({ forward, lock })
    lay({}, true)
    press('F9')
    press('l', { ctrlKey: true })
    expect(forward).not.toHaveBeenCalled()
    expect(lock).toHaveBeenCalledOnce()
  })

  it('leaves letters, arrows and Enter to a text field, F-keys not', () => {
    const yes = vi.fn()
    const forward = vi.fn()
    lay({ yes, forward })
    const input = document.createElement('input')
    press('y', {}, input)
    press('F9', {}, input)
    expect(yes).not.toHaveBeenCalled()
    expect(forward).toHaveBeenCalledOnce()
    press('y')
    expect(yes).toHaveBeenCalledOnce()
  })

  it('lets letters decide only while their list has the focus', () => {
    const yes = vi.fn()
    const list = document.createElement('ol')
    list.tabIndex = 0
    document.body.append(list)
    lay({ yes }, false, () => list)
    press('y')
    expect(yes).not.toHaveBeenCalled()
    list.focus()
    press('y')
    expect(yes).toHaveBeenCalledOnce()
    list.remove()
  })

  it('never lets F5 reload the window', () => {
    expect(press('F5').defaultPrevented).toBe(true)
  })
})
