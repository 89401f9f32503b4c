import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { route } from '@/shared/route'
import { useHost } from '@/shared/useClient'
import KeysView from '@/keys/KeysView.vue'

const press = async (key: string): Promise<void> => {
  dispatchKey(new KeyboardEvent('keydown', { key }))
  await flushPromises()
}

type Host = ReturnType<typeof double>

async function show(host: Host, id: number) {
  useHost(host)
  Object.assign(route, { view: 'keys', id })
  const screen = mount(KeysView, { attachTo: document.body })
  await flushPromises()
  return screen
}

const find = (host: Host, business: string) =>
  [...host.office.cases.values()].find(
    (one) => one.state === 'approved' && one.content.business === business,
  )!.id
const steps = (host: Host) =>
  host.log.filter((line) => line.command === 'key_go').map((line) => (line.args as { step: string }).step)

describe('the key desk', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('sees the plugged-in keys from the case that is opened, not from none', async () => {
    const host = double({ as: 'luoyi' })
    const id = find(host, 'new')
    await show(host, id)
    const asked = host.log.filter((line) => line.command === 'tokens')
    expect(asked.at(-1)?.args).toEqual({ id })
  })

  it('walks from a blank key to a proven one, with the PIN told once', async () => {
    const host = double({ as: 'luoyi' })
    const id = find(host, 'new')
    const screen = await show(host, id)
    for (let i = 0; i < 3; i += 1) await press('F9')
    expect(document.querySelector('[data-test=pin-once]')?.textContent).toMatch(/^\d{8}$/)
    // Nothing goes on while the PIN is shown.
    await press('F9')
    expect(steps(host)).toHaveLength(3)
    document
      .querySelector<HTMLInputElement>('[data-test=pin-taken] input, input[data-test=pin-taken]')!
      .click()
    await flushPromises()
    document.querySelector<HTMLElement>('[data-test=pin-confirm]')!.click()
    await flushPromises()
    expect(document.querySelector('[data-test=pin-once]')).toBeNull()
    for (let i = 0; i < 4; i += 1) await press('F9')
    expect(screen.get('[data-test=message]').text()).toContain('.zip')
    expect(screen.get('[data-test=gate-reason]').text()).toContain('回包')
    await screen.get('[data-test=training-issue]').trigger('click')
    await flushPromises()
    for (let i = 0; i < 3; i += 1) await press('F9')
    expect(steps(host)).toEqual([
      'match-serial',
      'initialise',
      'set-user-pin',
      'prove-unlock',
      'generate-key-pair',
      'request',
      'export',
      'write-certificate',
      'read-back',
      'prove',
    ])
    expect(host.office.get(id).state).toBe('ready')
    expect(screen.get('[data-test=primary]').text()).toContain('去领取')
    screen.unmount()
  })

  it('lists why a certificate was refused, and writes nothing', async () => {
    const host = double({ as: 'luoyi' })
    const id = [...host.office.cases.values()].find((one) => one.state === 'at_ca')!.id
    const screen = await show(host, id)
    const input = screen.get<HTMLInputElement>('[data-test=answer-file]')
    Object.defineProperty(input.element, 'files', { value: [new File(['x'], 'foreign.p7b')] })
    await input.trigger('change')
    // The file is read by the browser's own reader, which answers a little later than a promise.
    for (let i = 0; i < 200 && !screen.find('[data-finding]').exists(); i += 1) {
      await new Promise((done) => setTimeout(done))
      await flushPromises()
    }
    expect(screen.find('[data-finding=certificate-other-key]').exists()).toBe(true)
    expect(steps(host)).toEqual([])
    screen.unmount()
  })

  it('shows a key the moment a reader tells of it', async () => {
    const host = double({ as: 'luoyi' })
    host.desk.plug()
    const screen = await show(host, find(host, 'new'))
    const tokens = () => screen.get('[data-test=tokens]').attributes('data-state')
    expect(tokens()).toBe('no_token')
    host.desk.plug(host.desk.blank('AAAA0001'))
    await flushPromises()
    expect(tokens()).toBe('one')
    host.desk.plug()
    await flushPromises()
    expect(tokens()).toBe('no_token')
    screen.unmount()
  })

  it('waits until one of two keys is chosen', async () => {
    const host = double({ as: 'luoyi' })
    host.desk.plug(host.desk.blank('AAAA0001'), host.desk.blank('AAAA0002'))
    const screen = await show(host, find(host, 'new'))
    expect(screen.get('[data-test=tokens]').attributes('data-state')).toBe('several')
    await press('F9')
    expect(steps(host)).toEqual([])
    await screen.get('[data-serial=AAAA0002]').trigger('click')
    await press('F9')
    expect(host.log.find((line) => line.command === 'key_go')?.args).toMatchObject({
      serial: 'AAAA0002',
      step: 'match-serial',
    })
    screen.unmount()
  })

  it('unlocks with a PIN typed twice, and keeps it nowhere', async () => {
    const host = double({ as: 'luoyi' })
    const screen = await show(host, find(host, 'unlock'))
    await press('F9')
    const fill = async (name: string, value: string) => {
      const at = screen.get(`[data-test=${name}]`)
      await (at.element.tagName === 'INPUT' ? at : at.get('input')).setValue(value)
    }
    await fill('so-pin', '87654321')
    await fill('new-pin', '837261')
    await fill('new-pin-again', '837262')
    await press('F9')
    expect(steps(host)).toEqual(['match-serial'])
    expect(screen.get('[data-test=pin-problem]').text()).toContain('不一样')
    await fill('new-pin-again', '837261')
    await press('F9')
    expect(host.log.filter((line) => line.command === 'key_go').at(-1)?.args).toMatchObject({
      newPin: '837261',
      soPin: '87654321',
    })
    expect(screen.html()).not.toContain('837261')
    screen.unmount()
  })

  it('keeps no key apart from no driver', async () => {
    const host = double({ as: 'luoyi' })
    host.desk.plug()
    const screen = await show(host, find(host, 'new'))
    expect(screen.get('[data-test=tokens]').attributes('data-state')).toBe('no_token')
    expect(screen.get('[data-test=tokens]').text()).toContain('没有插 UKey')
    expect(screen.get('[data-test=primary]').attributes('disabled')).toBeDefined()
    screen.unmount()
  })
})
