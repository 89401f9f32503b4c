import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import PrintersTab from '@/settings/PrintersTab.vue'

async function show() {
  useHost(double({ as: 'admin' }))
  const screen = mount(PrintersTab, { attachTo: document.body })
  await flushPromises()
  const press = async (name: string) => {
    await screen.get(`[data-test=${name}]`).trigger('click')
    await flushPromises()
  }
  return { screen, press }
}

describe('printers', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('tells what a ruler says, keeps it when asked, and offers the page that proves it', async () => {
    const { screen, press } = await show()
    expect(screen.get('[data-test=calibration-state]').text()).toContain('没有校准')
    expect(screen.find('[data-test=calibration-again]').exists()).toBe(false)
    await press('calibration-page')
    expect(screen.emitted('said')?.[0]?.[0]).toContain('校准页')
    await press('ask-ruler')
    await screen.get('[data-test=ruler-leftMm] input').setValue('21.4')
    await screen.get('[data-test=ruler-leftMm] input').trigger('change')
    await press('rule')
    expect(screen.get('[data-test=calibration-said]').text()).toContain('右 1.4 毫米')
    expect(document.activeElement).toBe(screen.get('[data-test=keep]').element)
    await press('keep')
    expect(screen.get('[data-test=calibration-state]').text()).toContain('已校准')
    await press('calibration-again')
    await press('forget-calibration')
    expect(screen.get('[data-test=calibration-state]').text()).toContain('没有校准')
  })

  it('reads a scan, and shows a slip of the ruler with what to do', async () => {
    const { screen, press } = await show()
    const picker = screen.get('[data-test=calibration-scan]').element as HTMLInputElement
    Object.defineProperty(picker, 'files', { value: [new File(['x'], 'scan.jpg')], configurable: true })
    await screen.get('[data-test=calibration-scan]').trigger('change')
    await flushPromises()
    await new Promise((done) => setTimeout(done))
    await flushPromises()
    expect(screen.get('[data-test=calibration-said]').text()).toContain('99.20%')
    await press('ask-ruler')
    await screen.get('[data-test=ruler-acrossMm] input').setValue('249')
    await screen.get('[data-test=ruler-acrossMm] input').trigger('change')
    await press('rule')
    expect(screen.get('[data-test=refusal]').text()).toContain('核对')
  })

  it('sets a form up for the paper of its CA, tries it, and gives it up again', async () => {
    const { screen, press } = await show()
    const form = screen.get('[data-test=paper-form]')
    await form.setValue('snca-yztca/f-snca-1a')
    await screen.get('[data-test=paper-right] input').setValue('3.4')
    await screen.get('[data-test=paper-right] input').trigger('change')
    await press('use-paper')
    const row = screen.get('[data-test=paper-f-snca-1a]')
    expect(row.text()).toContain('3.4')
    await press('try-paper')
    expect(screen.get('[data-test=paper-said]').text()).toContain('请看')
    await press('drop-paper')
    expect(screen.find('[data-test=paper-f-snca-1a]').exists()).toBe(false)
  })
})
