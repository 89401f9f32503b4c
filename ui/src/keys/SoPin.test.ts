import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import SoPin from './SoPin.vue'

describe('the SO PIN under four eyes', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
    document.body.innerHTML = ''
  })

  async function shown() {
    const host = double({ as: 'luoyi' })
    useHost(host)
    const dialog = mount(SoPin, { props: { serial: 'A1B2C3D4E5F60718' }, attachTo: document.body })
    const press = dialog.get('[data-test=so-pin-show]')
    expect(press.attributes('disabled')).toBeDefined()
    await dialog
      .get('input[data-test=so-pin-reason], [data-test=so-pin-reason] input')
      .setValue('CA 来函索取')
    expect(press.attributes('disabled')).toBeDefined()
    await dialog.get('input[data-test=beside-login], [data-test=beside-login] input').setValue('admin')
    await dialog
      .get('input[data-test=beside-password], [data-test=beside-password] input')
      .setValue('a second password')
    await press.trigger('click')
    await flushPromises()
    return { host, dialog }
  }

  it('asks for a reason and a second person, and tells it once', async () => {
    const { host, dialog } = await shown()
    const asked = host.log.find((line) => line.command === 'show_so_pin')?.args
    expect(asked).toMatchObject({
      serial: 'A1B2C3D4E5F60718',
      reason: 'CA 来函索取',
      beside: { login: 'admin' },
    })
    expect(dialog.get('[data-test=so-pin]').text()).toBe('4071826359402718')
    expect(dialog.find('[data-test=beside]').exists()).toBe(false)
    await dialog.get('[data-test=so-pin-done]').trigger('click')
    expect(dialog.find('[data-test=so-pin]').exists()).toBe(false)
    expect(dialog.emitted('close')).toHaveLength(1)
    dialog.unmount()
  })

  it('forgets it when the time is over', async () => {
    const { dialog } = await shown()
    vi.advanceTimersByTime(59_000)
    await flushPromises()
    expect(dialog.get('[data-test=so-pin-left]').text()).toContain('1 秒')
    vi.advanceTimersByTime(1_000)
    await flushPromises()
    expect(dialog.find('[data-test=so-pin]').exists()).toBe(false)
    expect(dialog.emitted('close')).toHaveLength(1)
    dialog.unmount()
  })
})
