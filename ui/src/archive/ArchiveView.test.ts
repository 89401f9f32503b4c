import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { route } from '@/shared/route'
import { useHost } from '@/shared/useClient'
import { lookAway, looking } from '@/viewer/looking'
import ArchiveView from '@/archive/ArchiveView.vue'

async function show(id: number | null, as = 'linxy') {
  const host = double({ as })
  useHost(host)
  Object.assign(route, { view: 'archive', id })
  const screen = mount(ArchiveView, { attachTo: document.body })
  await flushPromises()
  return { host, screen }
}

describe('the archive', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('lists by state and by text, and says when nothing fits', async () => {
    const { host, screen } = await show(null)
    const all = screen.findAll('[data-case]').length
    await screen.get('[data-test=filter-closed]').trigger('click')
    await flushPromises()
    expect(host.log.filter((line) => line.command === 'list_cases').at(-1)?.args).toMatchObject({
      states: ['closed'],
    })
    expect(screen.findAll('[data-case]').length).toBeLessThan(all)
    const search = screen.get('[data-test=archive-search]')
    await (search.element.tagName === 'INPUT' ? search : search.get('input')).setValue('没有这个单位')
    for (let i = 0; i < 400 && !screen.text().includes('没有与'); i += 1) {
      await new Promise((done) => setTimeout(done))
      await flushPromises()
    }
    expect(screen.text()).toContain('没有与“没有这个单位”相符的件')
    screen.unmount()
  })

  it('opens papers and pages of a case in the window, and saves a paper where that is asked', async () => {
    const { host, screen } = await show(5)
    expect(screen.get('[data-field="employees.0.user_name"]').text()).toContain('简宁')
    expect(screen.findAll('input').length).toBe(1)
    await screen.get('[data-tab=audit]').trigger('click')
    expect(screen.get('[data-test=audit]').text()).toContain('开立受理件')
    await screen.get('[data-tab=pages]').trigger('click')
    expect(screen.findAll('[data-page]').length).toBeGreaterThan(0)
    await screen.get('[data-page]').trigger('click')
    expect(looking.items[looking.at]?.of).toBe('page')
    await screen.get('[data-test=open-document]').trigger('click')
    expect(looking.items[looking.at]?.of).toBe('document')
    expect(host.log.some((line) => line.command === 'save_document')).toBe(false)
    lookAway()
    await screen.get('[data-test=save-document]').trigger('click')
    await flushPromises()
    expect(host.log.some((line) => line.command === 'save_document')).toBe(true)
    expect(screen.get('[data-test=saved]').text()).toContain('打印')
    screen.unmount()
  })

  it('covers numbers and papers for who takes and checks no cases, and asks what they are for', async () => {
    const { host, screen } = await show(5, 'luoyi')
    expect(screen.get('[data-field="operator_phone"]').text()).toContain('****')
    await screen.get('[data-test="unmask-operator_phone"]').trigger('click')
    await flushPromises()
    expect(screen.find('[data-test=unmask-show]').exists()).toBe(true)
    await screen.get('[data-test=close]').trigger('click')
    await screen.get('[data-tab=pages]').trigger('click')
    expect(screen.get('[data-page]').attributes('disabled')).toBeDefined()
    expect(host.log.some((line) => line.command === 'page_thumb')).toBe(false)
    await screen.get('[data-test=unmask-papers]').trigger('click')
    await flushPromises()
    await screen.get('[data-test=purpose-compare]').setValue(true)
    await screen.get('[data-test=unmask-show]').trigger('click')
    await flushPromises()
    expect(screen.get('[data-page]').attributes('disabled')).toBeUndefined()
    screen.unmount()
  })
})
