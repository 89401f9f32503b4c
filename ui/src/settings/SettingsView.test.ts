import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import SettingsView from '@/views/SettingsView.vue'

async function show(as: string) {
  const host = double({ as })
  useHost(host)
  await useSession().refresh()
  const screen = mount(SettingsView, { attachTo: document.body })
  await flushPromises()
  return { host, screen }
}

describe('settings', () => {
  it('gives a clerk his own password and nothing else, in words', async () => {
    const { host, screen } = await show('lin')
    expect(screen.get('[data-test=admin-only]').text()).toContain('管理员')
    expect(screen.get('[data-tab=accounts]').attributes('disabled')).toBeDefined()
    expect(host.log.some((line) => line.command === 'settings')).toBe(false)
    screen.unmount()
  })

  it('opens an account, and tells what is missing before', async () => {
    const { host, screen } = await show('shen')
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
    expect(host.log.find((line) => line.command === 'add_account')?.args).toMatchObject({ login: 'wen', roles: ['clerk'] })
    expect(screen.get('[data-account=wen]').text()).toContain('温以宁')
    screen.unmount()
  })
})
