import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { useHost } from '@/shared/useClient'
import { look, lookAway, looking } from './looking'
import Viewer from './Viewer.vue'

const press = async (key: string, more: KeyboardEventInit = {}, on: EventTarget = document.body) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  on.dispatchEvent(event)
  dispatchKey(event)
  await flushPromises()
}

async function show() {
  const host = double({ as: 'linxy' })
  useHost(host)
  const waiting = [...host.office.cases.values()].find((one) => one.state === 'ready')!
  await host.call('key_desk', { id: waiting.id })
  const kept = (await host.call('documents', { id: waiting.id })) as { id: number; name: string }[]
  look(kept.map((line) => ({ of: 'document', id: line.id, title: line.name })))
  const screen = mount(Viewer, { attachTo: document.body })
  await flushPromises()
  return { host, screen, kept }
}

describe('what is opened in the window', () => {
  afterEach(() => {
    lookAway()
    document.body.innerHTML = ''
  })

  it('is looked at once on record, and is searched with the places marked and counted', async () => {
    const { host, screen } = await show()
    expect(host.log.filter((line) => line.command === 'look_at').length).toBe(1)
    await press('f', { ctrlKey: true })
    const field = screen.get('[data-test=look-query]')
    await field.setValue('甲单位')
    await flushPromises()
    expect(screen.get('[data-test=look-found]').text()).toBe('第 1 处，共 2 处')
    expect(screen.findAll('.vw-hit').length).toBe(2)
    await field.trigger('keydown', { key: 'Enter' })
    expect(screen.get('[data-test=look-found]').text()).toBe('第 2 处，共 2 处')
    await field.trigger('keydown', { key: 'Enter' })
    expect(screen.get('[data-test=look-found]').text()).toBe('第 1 处，共 2 处')
    await field.setValue('没有的字')
    expect(screen.get('[data-test=look-found]').text()).toBe('没有找到')
    screen.unmount()
  })

  it('leaves by Esc one step at a time, and turns, zooms, prints and saves by keys', async () => {
    const { host, screen } = await show()
    const sheets = () => screen.get('[data-test=look-sheets]').attributes()
    const before = Number(sheets()['data-scale'])
    await press('+')
    expect(Number(sheets()['data-scale'])).toBeGreaterThan(before)
    await press('r')
    expect(sheets()['data-turn']).toBe('90')
    await press('p', { ctrlKey: true })
    expect(host.log.some((line) => line.command === 'print_look')).toBe(true)
    expect(screen.get('[data-test=look-said]').text()).toContain('已送打印机')
    await press('s', { ctrlKey: true })
    expect(host.log.some((line) => line.command === 'save_document')).toBe(true)
    await press('f', { ctrlKey: true })
    await press('Escape')
    expect(screen.find('[data-test=look-query]').exists()).toBe(false)
    expect(looking.items.length).toBeGreaterThan(0)
    await press('Escape')
    expect(looking.items.length).toBe(0)
    screen.unmount()
  })

  it('goes to the next file of the list, and says why a text is not printed from here', async () => {
    const { host, screen, kept } = await show()
    expect(kept.length).toBeGreaterThan(1)
    await press('ArrowRight')
    expect(screen.get('[data-test=look-text]').text()).toContain('颁发给')
    await press('p', { ctrlKey: true })
    expect(host.log.some((line) => line.command === 'print_look')).toBe(false)
    expect(screen.get('[data-test=look-said]').text()).toContain('另存')
    screen.unmount()
  })
})
