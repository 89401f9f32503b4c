import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { route } from '@/shared/route'
import { useHost } from '@/shared/useClient'
import StockView from '@/keys/StockView.vue'

describe('the stock', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('begins in its first field and registers with F9 what the form says in which the focus stands', async () => {
    const host = double({ as: 'luoyi' })
    useHost(host)
    Object.assign(route, { view: 'stock', id: null })
    const screen = mount(StockView, { attachTo: document.body })
    await flushPromises()
    const sent = (command: string) =>
      host.log.filter((line) => line.command === command).map((line) => line.args)
    const fill = async (name: string, text: string) => {
      const field = screen.get(`[data-test=${name}]`)
      const input = field.element.matches('input, textarea') ? field : field.get('input, textarea')
      ;(input.element as HTMLElement).focus()
      await input.setValue(text)
    }
    const forward = async () => {
      dispatchKey(new KeyboardEvent('keydown', { key: 'F9' }))
      await flushPromises()
    }
    expect(document.activeElement?.closest('[data-test=stock-box]')).not.toBeNull()
    await fill('stock-box', '7-1')
    await fill('stock-serials', 'A1\nA2')
    await forward()
    expect(sent('stock_in')).toEqual([{ boxNo: '7-1', model: '', serials: 'A1\nA2' }])
    expect(document.activeElement?.closest('[data-test=stock-box]'), 'ready for the next box').not.toBeNull()
    await fill('mark-serial', 'A2')
    await forward()
    expect(sent('stock_mark'), 'not without a reason').toEqual([])
    await fill('mark-reason', '插不进去')
    await forward()
    expect(sent('stock_mark')).toEqual([{ serial: 'A2', state: 'damaged', reason: '插不进去', beside: null }])
    ;(document.activeElement as HTMLElement).blur()
    await forward()
    expect(host.log.filter((line) => line.command.startsWith('stock_'))).toHaveLength(2)
    screen.unmount()
  })

  it('shows the keys that were handed in and counts them with the day', async () => {
    const host = double({ as: 'luoyi' })
    useHost(host)
    Object.assign(route, { view: 'stock', id: null })
    const screen = mount(StockView, { attachTo: document.body })
    await flushPromises()
    expect(screen.get('[data-test=custody]').text()).toMatch(/3F00B2C4.*自 2026年11月20日/s)
    const count = async (name: string, keys: string) => {
      const field = screen.get(`[data-test=${name}]`)
      await (field.element.matches('input') ? field : field.get('input')).setValue(keys)
      await field.trigger('change')
    }
    await count('counted', '3')
    await count('counted-returned', '1')
    await screen.get('[data-test=close-day]').element.closest('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()
    const sent = host.log.filter((line) => line.command === 'stock_close').map((line) => line.args)
    expect(sent).toEqual([{ counted: 3, returned: 1 }])
    screen.unmount()
  })
})
