import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { route } from '@/shared/route'
import { useHost } from '@/shared/useClient'
import HandOverView from '@/handover/HandOverView.vue'

async function show() {
  const host = double({ as: 'linxy' })
  const id = [...host.office.cases.values()].find(
    (one) => one.state === 'ready' && one.content.kind === 'org',
  )!.id
  useHost(host)
  Object.assign(route, { view: 'handover', id })
  const screen = mount(HandOverView, { attachTo: document.body })
  await flushPromises()
  const input = (name: string) => {
    const at = screen.get(`[data-test=${name}]`)
    return at.element.tagName === 'INPUT' ? at : at.get('input')
  }
  const fill = async (name: string, value: string) => {
    const at = input(name)
    ;(at.element as HTMLInputElement).focus()
    await at.setValue(value)
    await flushPromises()
  }
  const press = async (key: string) => {
    const at = document.activeElement ?? document.body
    at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    await flushPromises()
  }
  const focus = () => document.activeElement?.closest<HTMLElement>('[data-stop]')?.dataset['stop']
  const tick = async () => {
    for (const box of screen.findAll('[data-test^=tick-] input')) await box.setValue(true)
    await flushPromises()
  }
  const idNo = host.office.get(id).content.fields['operator_id_no']!
  return { host, id, screen, input, fill, press, focus, tick, idNo }
}

const F9 = () => dispatchKey(new KeyboardEvent('keydown', { key: 'F9' }))

describe('handing over', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('goes from place to place with Enter, says what is missing, and ends with the sheet', async () => {
    const { host, id, screen, fill, press, focus, tick, idNo } = await show()
    const why = () => screen.get('[data-test=gate-reason]').text()
    expect(focus()).toBe('name')
    expect(why()).toContain('请填领取人姓名')
    await fill('fetched-by', '沈若川')
    await press('Enter')
    expect(focus()).toBe('id-no')
    await fill('id-no', idNo)
    await press('Enter')
    expect(focus()).toBe('tick-person')
    expect(why()).toContain('还没有勾')
    await tick()
    expect(focus()).toMatch(/^pin:/)
    await fill('new-pin', '837261')
    expect(why()).toContain('再输一次')
    await press('Enter')
    await fill('new-pin-again', '837261')
    await press('Enter')
    expect(document.activeElement?.getAttribute('data-test')).toBe('primary')
    F9()
    await flushPromises()
    expect(host.office.get(id).state).toBe('closed')
    expect(screen.get('[data-test=hand-over-end]').text()).toContain('已交付 1 把 UKey')
    expect(screen.findAll('[data-test=given-key]')).toHaveLength(1)
    expect(screen.text()).toContain('领取交接单')
    screen.unmount()
  })

  it('tells a wrong number when its field is left, leads back to it, and keeps the PIN', async () => {
    const { host, id, screen, input, fill, press, focus, tick, idNo } = await show()
    await fill('fetched-by', '沈若川')
    await fill('id-no', '440106199203150524')
    expect(screen.find('[data-finding=not-the-operator]').exists()).toBe(false)
    await press('Enter')
    expect(screen.get('[data-finding=not-the-operator]').text()).toContain('证件号码')
    await tick()
    await fill('new-pin', '837261')
    await fill('new-pin-again', '837261')
    expect(screen.get('[data-test=primary]').attributes('disabled')).toBeDefined()
    F9()
    await flushPromises()
    expect(host.office.get(id).state).toBe('ready')
    expect(focus()).toBe('id-no')
    expect((input('new-pin').element as HTMLInputElement).value).toBe('837261')
    await fill('id-no', idNo)
    F9()
    await flushPromises()
    expect(host.office.get(id).state).toBe('closed')
    screen.unmount()
  })

  it('changes the way and back without losing what was typed; a person elsewhere comes back to it', async () => {
    const first = await show()
    await first.fill('fetched-by', '沈若川')
    const f4 = () => dispatchKey(new KeyboardEvent('keydown', { key: 'F4' }))
    f4()
    await flushPromises()
    expect(first.screen.find('[data-test=authorised-from]').exists()).toBe(true)
    f4()
    await flushPromises()
    expect(first.screen.find('[data-test=tracking]').exists()).toBe(true)
    f4()
    await flushPromises()
    expect((first.input('fetched-by').element as HTMLInputElement).value).toBe('沈若川')
    first.screen.unmount()
    const again = mount(HandOverView, { attachTo: document.body })
    await flushPromises()
    expect((again.get('[data-test=fetched-by]').element as HTMLInputElement).value).toBe('沈若川')
    again.unmount()
  })
})
