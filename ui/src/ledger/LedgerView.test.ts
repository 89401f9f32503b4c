import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { route } from '@/shared/route'
import { useHost } from '@/shared/useClient'
import LedgerView from './LedgerView.vue'

describe('the ledger', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('finds, opens the first line, walks by the arrows and says why something cannot be begun', async () => {
    const host = double({ as: 'linxy' })
    useHost(host)
    Object.assign(route, { view: 'ledger', id: null })
    const screen = mount(LedgerView, { attachTo: document.body })
    await flushPromises()
    expect(document.activeElement?.closest('[data-test=ledger-text]')).not.toBeNull()
    expect(screen.find('[data-test=entry]').exists(), 'nothing is opened unasked').toBe(false)

    await screen.get('[data-test=ledger-text]').setValue('mmw')
    await screen.get('.lv-find').trigger('submit')
    await flushPromises()
    expect(screen.get('[data-test=entry-serial]').text()).toBe('4d1f0a77c2e5')
    expect(screen.find('[data-test=begin-renew]').exists()).toBe(true)
    expect(screen.text(), 'days as people write them').toContain('2025年3月1日 至 2027年3月1日')
    expect(screen.text()).not.toMatch(/\d{4}-\d{2}-\d{2}/)
    ;(document.activeElement as HTMLElement).blur()
    dispatchKey(new KeyboardEvent('keydown', { key: 'ArrowDown' }))
    await flushPromises()
    expect(screen.get('[data-test=entry-serial]').text()).toBe('4d1f0a77c2e6')
    expect(document.activeElement?.getAttribute('data-certificate'), 'the focus goes along').toBe('6')
    expect(screen.find('[data-test=begin-revoke]').exists()).toBe(false)
    expect(screen.get('[data-test=shut]').text()).toContain('已过期')

    await screen.get('[data-test=begin-renew]').trigger('click')
    await flushPromises()
    const opened = host.log.find((one) => one.command === 'open_case')
    expect(opened?.args).toMatchObject({ business: 'renew', channel: null, certificate: 6 })
    screen.unmount()
  })

  it('says so when nothing is found', async () => {
    useHost(double({ as: 'linxy' }))
    Object.assign(route, { view: 'ledger', id: null })
    const screen = mount(LedgerView, { attachTo: document.body })
    await flushPromises()
    await screen.get('[data-test=ledger-text]').setValue('没有这个')
    await screen.get('.lv-find').trigger('submit')
    await flushPromises()
    expect(screen.get('[data-test=empty]').text()).toContain('没有找到')
    screen.unmount()
  })
})
