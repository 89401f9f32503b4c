import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import SessionView from '@/session/SessionView.vue'
import { double } from '@/host/double'
import { useClient, useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'

async function show(beginning: Parameters<typeof double>[0]) {
  const host = double(beginning)
  useHost(host)
  await useSession().refresh()
  return { host, screen: mount(SessionView, { attachTo: document.body }) }
}

describe('signing in', () => {
  it('tells a wrong password, empties the field and keeps the account', async () => {
    const { screen } = await show({})
    await screen.get('input[data-test="login"]').setValue('lin')
    await screen.get('input[data-test="password"]').setValue('nonsense')
    await screen.get('form').trigger('submit')
    await flushPromises()
    expect(screen.get('[data-test="refusal"]').attributes('data-code')).toBe('store-wrong-password')
    expect(screen.get<HTMLInputElement>('input[data-test="password"]').element.value).toBe('')
    expect(screen.get<HTMLInputElement>('input[data-test="login"]').element.value).toBe('lin')
    screen.unmount()
  })

  it('fills in a practice account by one click', async () => {
    const { screen } = await show({})
    await screen.get('[data-test="practice-hemin"]').trigger('click')
    await screen.get('form').trigger('submit')
    await flushPromises()
    expect(useSession().session.value?.name).toBe('何敏')
    screen.unmount()
  })

  it('locks: ends the session at the desk and offers the same person again', async () => {
    const { screen: before } = await show({ as: 'linxy' })
    before.unmount()
    await useSession().lock('idle')
    expect((await useClient().status()).session).toBeNull()
    const screen = mount(SessionView, { attachTo: document.body })
    expect(screen.get('[data-test="locked"]').text()).toContain('草稿已保存')
    expect(screen.text()).toContain('林晓芸')
    screen.unmount()
  })

  it('makes the store on first start, once both passwords agree', async () => {
    const { host, screen } = await show({ absent: true })
    const fill = (name: string, text: string) => screen.get(`input[data-test="${name}"]`).setValue(text)
    await fill('counter-name', '广州海珠受理点')
    await fill('counter-address', '榕荫路 18 号')
    await fill('admin-name', '沈知秋')
    await fill('admin-login', 'shen')
    await fill('admin-password', 'kapok tide 41')
    await fill('admin-password-again', 'kapok tide 42')
    expect(screen.get('[data-test="why"]').text()).toContain('两遍口令不同')
    await screen.get('form').trigger('submit')
    expect(host.log.some((l) => l.command === 'set_up')).toBe(false)
    await fill('admin-password-again', 'kapok tide 41')
    await screen.get('form').trigger('submit')
    await flushPromises()
    expect(useSession().session.value?.roles).toContain('admin')
    screen.unmount()
  })
})
