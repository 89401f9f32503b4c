import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { useClient, useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import CallPanel from './CallPanel.vue'
import QueueView from './QueueView.vue'

let panel: VueWrapper
beforeEach(async () => {
  useHost(double({ as: 'linxy', empty: false }))
  useSession().take(await useClient().status())
  panel = mount(CallPanel, { attachTo: document.body })
  await flushPromises()
})
afterEach(() => {
  panel.unmount()
  document.body.replaceChildren()
})

async function press(keys: KeyboardEventInit): Promise<void> {
  dispatchKey(new KeyboardEvent('keydown', { ...keys, cancelable: true }))
  await flushPromises()
}
const said = (name: string) => panel.get(`[data-test='${name}']`).text()

it('draws and calls by the keyboard alone, and calls back who did not come', async () => {
  expect(panel.get("[data-test='call-next']").attributes('disabled')).toBeDefined()
  await press({ key: 'q', altKey: true })
  expect(said('drawn')).toBe('已取 001 号，前面等 0 位')
  await press({ key: 'q', altKey: true })
  expect(said('queue-waiting')).toBe('等 2 位')
  await press({ key: 'F4' })
  expect(said('queue-here')).toBe('001')
  await press({ key: 'p', altKey: true })
  expect(said('missed')).toContain('001')
  await press({ key: 'F4' })
  expect(said('queue-here')).toBe('002')
  await panel.get("[data-test='missed'] button").trigger('click')
  await flushPromises()
  expect(said('queue-here')).toBe('001')
})

it('shows the hall which number goes to which window, and nothing of anybody', async () => {
  await press({ key: 'q', altKey: true })
  await press({ key: 'F4' })
  const shown = mount(QueueView, { attachTo: document.body })
  await flushPromises()
  expect(shown.get("[data-number='1']").text()).toMatch(/^001\s*请到\s*3号窗$/)
  shown.unmount()
})
