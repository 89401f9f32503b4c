import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Parcels } from '@/bindings'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import ParcelPanel from './ParcelPanel.vue'

const dialog = (name: string) => document.body.querySelector<HTMLElement>(`[data-test=${name}]`)!

function type(name: string, text: string): void {
  const input = dialog(name).matches('input') ? dialog(name) : dialog(name).querySelector('input')!
  ;(input as HTMLInputElement).value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

describe('the parcels of a case', () => {
  it('takes one that came only with everything filled in and a second person beside', async () => {
    const host = double({ as: 'linxy' })
    useHost(host)
    const screen = mount(ParcelPanel, { props: { id: 7 }, attachTo: document.body })
    await flushPromises()
    await screen.get('[data-test=take-parcel]').trigger('click')
    await flushPromises()
    const primary = () => dialog('dialog-primary') as HTMLButtonElement
    type('parcel-courier', '顺丰')
    type('parcel-tracking', 'SF1234567890')
    type('parcel-words', '申请表 2 份')
    await flushPromises()
    expect(primary().disabled, 'nobody beside yet').toBe(true)
    type('beside-login', 'hemin')
    type('beside-password', 'made-up-password')
    await flushPromises()
    expect(primary().disabled).toBe(false)
    primary().click()
    await flushPromises()
    const asked = host.log.find((one) => one.command === 'take_parcel')
    expect(asked?.args).toMatchObject({ id: 7, tracking: 'SF1234567890', beside: { login: 'hemin' } })
    expect(screen.text()).toContain('SF1234567890')
    expect(screen.text()).not.toMatch(/\d{4}-\d{2}-\d{2}/)
    screen.unmount()
  })

  it('offers the receipt of what left, and tells why the PIN letter cannot leave yet', async () => {
    const host = double({ as: 'linxy' })
    const left: Parcels = {
      lines: [
        {
          id: 3,
          word: '寄出 UKey',
          holds: 'UKey 1 把',
          courier: '顺丰 SF1',
          address: '木棉湾路 18 号',
          at: '2026-11-22T10:00:00+08:00',
          by: '林小雨',
          received: null,
          mayReceive: true,
        },
      ],
      mayTake: { open: false, reason: '本件已经结束' },
      maySendPin: { open: false, reason: '密码信封不与 UKey 同日寄出，请改日再寄' },
      address: '木棉湾路 18 号',
    }
    useHost({ ...host, call: async () => left as never })
    const screen = mount(ParcelPanel, { props: { id: 7 }, attachTo: document.body })
    await flushPromises()
    expect(screen.find('[data-test=receive-3]').exists()).toBe(true)
    expect(screen.find('[data-test=send-pin]').exists()).toBe(false)
    expect(screen.text()).toContain('请改日再寄')
    expect(screen.text()).toContain('2026年11月22日')
    screen.unmount()
  })
})
