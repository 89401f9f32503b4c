import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ElInput } from 'element-plus'
import { defineComponent, h, nextTick, ref } from 'vue'
import { dispatchKey, layKeys } from '@/shared/keys'
import { palette } from '@/shared/palette'
import type { Burst } from './burst'
import { takeScan } from './useScans'
import { keyOf, watchScans } from './watch'

const CODE = 'YL-20261121-0002'
let bursts: Burst[]
let offs: (() => void)[]
let now = 1000
let screen: VueWrapper | null = null

/** A key as the web view gives it; a character goes into the field that has the focus unless somebody stopped it. */
function key(name: string, every = 12, more: KeyboardEventInit & { keyCode?: number } = {}): KeyboardEvent {
  now += every
  const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more })
  Object.defineProperty(event, 'timeStamp', { value: now })
  const target = document.activeElement ?? document.body
  target.dispatchEvent(event)
  if (!event.defaultPrevented && target instanceof HTMLInputElement && name.length === 1) {
    target.value =
      target.value.slice(0, target.selectionStart ?? 0) + name + target.value.slice(target.selectionEnd ?? 0)
    target.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const up = new KeyboardEvent('keyup', { key: name, bubbles: true, ...more })
  target.dispatchEvent(up)
  return event
}
const scan = (text = CODE) => [...text, 'Enter'].map((one) => key(one))
const silence = () => {
  now += 500
  vi.advanceTimersByTime(500)
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  bursts = []
  window.addEventListener('keydown', dispatchKey)
  offs = [watchScans((burst) => bursts.push(burst)), () => window.removeEventListener('keydown', dispatchKey)]
  Object.assign(palette, { open: false, scanned: '', said: '' })
})
afterEach(() => {
  offs.forEach((off) => off())
  screen?.unmount()
  screen = null
  document.body.replaceChildren()
  vi.useRealTimers()
})

describe('scans and keys', () => {
  it('lets no letter and no Enter of a scan act, and every key of a person', () => {
    const acted: string[] = []
    offs.push(
      layKeys({
        yes: () => void acted.push('y'),
        no: () => void acted.push('n'),
        open: () => void acted.push('⏎'),
      }),
    )
    scan('YN1YN0')
    silence()
    expect(acted).toEqual([])
    expect(bursts).toEqual([{ text: 'YN1YN0', place: 'commands' }])
    key('y')
    silence()
    key('Enter')
    expect(acted).toEqual(['y', '⏎'])
  })

  it('never presses the button that has the focus', () => {
    const pressed = vi.fn()
    const button = document.createElement('button')
    button.addEventListener('click', pressed)
    document.body.append(button)
    button.focus()
    expect(scan().at(-1)?.defaultPrevented).toBe(true)
    silence()
    expect(pressed).not.toHaveBeenCalled()
  })

  it('takes itself out of a text field, and the field’s owner hears of it', async () => {
    const value = ref('木棉湾小学')
    const entered = vi.fn()
    screen = mount(
      defineComponent(
        () => () =>
          h(ElInput, {
            modelValue: value.value,
            'onUpdate:modelValue': (now: string) => (value.value = now),
            onKeydown: (e: Event) => (e as KeyboardEvent).key === 'Enter' && entered(),
          }),
      ),
      { attachTo: document.body },
    )
    const field = screen.get('input').element
    field.focus()
    field.select()
    for (const one of [...CODE, 'Enter']) {
      key(one)
      await nextTick()
    }
    silence()
    expect(field.value).toBe('木棉湾小学')
    expect(value.value).toBe('木棉湾小学')
    expect(entered).not.toHaveBeenCalled()
    expect(bursts).toEqual([{ text: CODE, place: 'text' }])
  })

  it('is told by the times of its keys, however late a busy machine hands them on', () => {
    const field = document.createElement('input')
    document.body.append(field)
    field.focus()
    for (const one of [...CODE, 'Enter']) {
      key(one)
      vi.advanceTimersByTime(90)
    }
    expect(field.value).toBe('')
    expect(bursts).toEqual([{ text: CODE, place: 'text' }])
  })

  it('stays in a field that asks for it, without its Enter', () => {
    const field = document.createElement('input')
    field.dataset['scans'] = ''
    document.body.append(field)
    field.focus()
    const keys = scan('3F0002')
    expect(field.value).toBe('3F0002')
    expect(keys.at(-1)?.defaultPrevented).toBe(true)
    expect(bursts).toEqual([])
  })

  it('never passes a held letter on twice', () => {
    const yes = vi.fn()
    offs.push(layKeys({ yes }))
    key('y', 300)
    silence()
    for (let i = 0; i < 20; i += 1) key('y', 33, { repeat: true })
    silence()
    expect(yes).toHaveBeenCalledOnce()
  })

  it('reads through an input method by the places of the keys', () => {
    const event = (code: string, shiftKey = false) =>
      keyOf(
        Object.assign(new KeyboardEvent('keydown', { key: 'Process', code, shiftKey }), {}) as KeyboardEvent,
      )
    const held = (code: string, shiftKey = false) => {
      const made = new KeyboardEvent('keydown', { key: 'Process', code, shiftKey })
      Object.defineProperty(made, 'keyCode', { value: 229 })
      return keyOf(made)
    }
    expect(event('KeyY')).toBe('other')
    expect([held('KeyY', true), held('KeyY'), held('Digit2'), held('Minus'), held('Enter')]).toEqual([
      'Y',
      'y',
      '2',
      '-',
      'Enter',
    ])
  })
})

describe('what a scan comes to', () => {
  it('is the look-up', () => {
    takeScan({ text: CODE, place: 'text' }, true)
    expect(palette).toMatchObject({ open: true, scanned: CODE, said: '' })
  })
  it('is nothing before somebody is signed in', () => {
    takeScan({ text: CODE, place: 'commands' }, false)
    expect(palette).toMatchObject({ open: false, scanned: '', said: '' })
  })
  it('opens nothing over a dialog, and says so', () => {
    offs.push(layKeys({}, true))
    takeScan({ text: CODE, place: 'commands' }, true)
    expect(palette.open).toBe(false)
    expect(palette.said).toContain(CODE)
  })
  it('is neither looked up nor shown when it came into a field for secrets', async () => {
    takeScan({ text: '28461937', place: 'secret' }, true)
    await flushPromises()
    expect(palette.open).toBe(false)
    expect(palette.said).not.toContain('28461937')
    expect(palette.said).toContain('键盘')
  })
})
