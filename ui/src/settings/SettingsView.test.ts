import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import { forgetDrafts } from './draft'
import SettingsView from '@/settings/SettingsView.vue'

async function show(as: string) {
  const host = double({ as })
  useHost(host)
  await useSession().refresh()
  const screen = mount(SettingsView, { attachTo: document.body })
  await flushPromises()
  return { host, screen }
}

describe('settings', () => {
  afterEach(() => {
    forgetDrafts()
    document.body.innerHTML = ''
  })

  it('opens where one was, and the first time at what wants to be looked at', async () => {
    const { screen } = await show('admin')
    const at = () => screen.get('[aria-current=true]').attributes('data-tab')
    const first = at()
    expect(screen.findAll('[data-wants]').map((one) => one.attributes('data-wants'))[0] ?? 'accounts').toBe(
      first,
    )
    await screen.get('[data-tab=devices]').trigger('click')
    screen.unmount()
    const again = await show('admin')
    expect(again.screen.get('[aria-current=true]').attributes('data-tab')).toBe('devices')
    again.screen.unmount()
  })

  it('keeps what was typed until it is saved, moves on by Enter, saves by F9 and tells it', async () => {
    const { host, screen } = await show('admin')
    await screen.get('[data-tab=counter]').trigger('click')
    await flushPromises()
    const input = (name: string) => {
      const found = screen.get(`[data-test=${name}]`)
      return found.element.tagName === 'INPUT' ? found : found.get('input')
    }
    expect(document.activeElement).toBe(input('counter-name').element)
    await input('counter-name').trigger('keydown', { key: 'Enter' })
    expect(document.activeElement).toBe(input('counter-address').element)
    await input('counter-window').setValue('9号窗')
    expect(screen.get('[data-test=unsaved]').text()).toContain('还没有保存')
    screen.unmount()
    const again = await show('admin')
    await again.screen.get('[data-tab=counter]').trigger('click')
    await flushPromises()
    const field = again.screen.get('[data-test=counter-window]')
    const kept = (field.element.tagName === 'INPUT' ? field : field.get('input')).element as HTMLInputElement
    expect(kept.value).toBe('9号窗')
    dispatchKey(new KeyboardEvent('keydown', { key: 'F9' }))
    await flushPromises()
    await flushPromises()
    expect(host.log.some((line) => line.command === 'save_counter')).toBe(false)
    expect(again.host.log.find((line) => line.command === 'save_counter')?.args).toMatchObject({
      window: '9号窗',
    })
    expect(again.screen.get('[data-test=said]').text()).toContain('已存')
    expect(again.screen.find('[data-test=unsaved]').exists()).toBe(false)
    again.screen.unmount()
  })

  it('gives a clerk his own password and nothing else, in words', async () => {
    const { host, screen } = await show('linxy')
    expect(screen.get('[data-test=admin-only]').text()).toContain('管理员')
    expect(screen.get('[data-tab=accounts]').attributes('disabled')).toBeDefined()
    expect(host.log.some((line) => line.command === 'settings')).toBe(false)
    screen.unmount()
  })

  it('opens an account, and tells what is missing before', async () => {
    const { host, screen } = await show('admin')
    await screen.get('[data-tab=accounts]').trigger('click')
    await screen.get('[data-test=add-account]').trigger('click')
    const fill = async (name: string, value: string) => {
      const at = screen.get(`[data-test=${name}]`)
      await (at.element.tagName === 'INPUT' ? at : at.get('input')).setValue(value)
    }
    expect(screen.get('[data-test=account-problem]').text()).toContain('姓名')
    await fill('account-login', 'wen')
    await fill('account-name', '温以宁')
    await fill('account-password', 'si-ge-bu-xiang-gan')
    await fill('account-password-again', 'si-ge-bu-xiang-gan')
    await screen.get('[data-test=save-account]').trigger('submit')
    await flushPromises()
    expect(host.log.find((line) => line.command === 'add_account')?.args).toMatchObject({
      login: 'wen',
      roles: ['clerk'],
    })
    expect(screen.get('[data-account=wen]').text()).toContain('温以宁')
    screen.unmount()
  })
})
