import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { route } from '@/shared/route'
import { useHost } from '@/shared/useClient'
import HandOverView from '@/views/HandOverView.vue'

async function show() {
  const host = double({ as: 'lin' })
  const id = [...host.office.cases.values()].find((one) => one.state === 'ready' && one.content.kind === 'org')!.id
  useHost(host)
  Object.assign(route, { view: 'handover', id })
  const screen = mount(HandOverView, { attachTo: document.body })
  await flushPromises()
  const fill = async (name: string, value: string) => {
    const at = screen.get(`[data-test=${name}]`)
    await (at.element.tagName === 'INPUT' ? at : at.get('input')).setValue(value)
  }
  return { host, id, screen, fill }
}

describe('handing over', () => {
  afterEach(() => { document.body.innerHTML = '' })

  it('says what is missing, checks the person, and closes the case with the sheet', async () => {
    const { host, id, screen, fill } = await show()
    const why = () => screen.get('[data-test=gate-reason]').text()
    expect(why()).toBe('请填领取人')
    await fill('fetched-by', '沈若川')
    await fill('id-no', host.office.get(id).content.fields['operator_id_no']!)
    expect(why()).toContain('没有点交')
    await screen.get('[data-test=item-0]').setValue(true)
    expect(why()).toContain('新 PIN')
    await fill('new-pin', '837261')
    await fill('new-pin-again', '837261')
    dispatchKey(new KeyboardEvent('keydown', { key: 'F9' }))
    await flushPromises()
    expect(host.office.get(id).state).toBe('closed')
    expect(screen.get('[data-test=handed-over]').text()).toContain('办结')
    expect(screen.text()).toContain('领取交接单')
    screen.unmount()
  })

  it('keeps everything typed when the number does not match', async () => {
    const { host, id, screen, fill } = await show()
    await fill('fetched-by', '沈若川')
    await fill('id-no', '440106199203150524')
    await screen.get('[data-test=item-0]').setValue(true)
    await fill('new-pin', '837261')
    await fill('new-pin-again', '837261')
    await screen.get('[data-test=primary]').trigger('click')
    await flushPromises()
    expect(screen.get('[data-test=refusal]').attributes('data-code')).toBe('fetcher-id-differs')
    expect(host.office.get(id).state).toBe('ready')
    const name = screen.get('[data-test=fetched-by]')
    expect(((name.element.tagName === 'INPUT' ? name : name.get('input')).element as HTMLInputElement).value).toBe('沈若川')
    screen.unmount()
  })
})
