import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import UnmaskDialog from './UnmaskDialog.vue'

async function ask(field: string) {
  const host = double({ as: 'luoyi' })
  useHost(host)
  const dialog = mount(UnmaskDialog, {
    attachTo: document.body,
    props: { of: 'case', id: 1, field, what: '身份证号' },
  })
  await flushPromises()
  return { host, dialog }
}

const primary = '[data-test=unmask-show]'

describe('a covered value', () => {
  afterEach(() => {
    document.body.innerHTML = ''
    vi.useRealTimers()
  })

  it('is told only when a purpose was said, and covered again when the core says so', async () => {
    vi.useFakeTimers()
    const { host, dialog } = await ask('operator_phone')
    expect(dialog.get(primary).attributes('disabled')).toBeDefined()
    await dialog.get('[data-test=purpose-other]').setValue(true)
    expect(dialog.get('[data-test=why]').text()).toContain('写明')
    await dialog.get('[data-test=purpose-contact]').setValue(true)
    await dialog.get(primary).trigger('click')
    await flushPromises()
    expect(host.log.at(-1)).toMatchObject({ command: 'unmask', args: { purpose: 'contact', id: 1 } })
    expect(dialog.get('[data-test=unmasked]').text()).toMatch(/^\d{11}$/)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(dialog.emitted('close')).toHaveLength(1)
    expect(dialog.find('[data-test=unmasked]').exists()).toBe(false)
  })

  it('is not told where papers are opened', async () => {
    const { dialog } = await ask('papers')
    await dialog.get('[data-test=purpose-compare]').setValue(true)
    await dialog.get(primary).trigger('click')
    await flushPromises()
    expect(dialog.emitted('opened')).toEqual([[300]])
  })
})
