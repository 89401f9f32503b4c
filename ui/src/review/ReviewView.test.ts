import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { route } from '@/shared/route'
import { useHost } from '@/shared/useClient'
import ReviewView from '@/review/ReviewView.vue'

const press = async (key: string): Promise<void> => {
  dispatchKey(new KeyboardEvent('keydown', { key }))
  await flushPromises()
}

async function show(as: string, id: number) {
  const host = double({ as })
  useHost(host)
  Object.assign(route, { view: 'review', id })
  const screen = mount(ReviewView, { attachTo: document.body })
  await flushPromises()
  return { host, screen }
}

/** A case that waits for the second check and was taken in by somebody else. */
const waiting = (host: ReturnType<typeof double>) =>
  [...host.office.cases.values()].find((one) => one.state === 'in_review' && one.clerk === '林晓芸')!.id

describe('the second check', () => {
  let id = 0
  beforeEach(() => {
    id = waiting(double({ as: 'hemin' }))
  })
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('goes through every item by Y and signs off what was seen', async () => {
    const { host, screen } = await show('hemin', id)
    const count = screen.findAll('[data-item]').length
    expect(screen.get('[data-test=primary]').attributes('disabled')).toBeDefined()
    for (let i = 0; i < count; i += 1) await press('y')
    expect(screen.get('[data-test=review-progress]').text()).toBe(`${count}/${count}`)
    expect(screen.get('[data-test=primary]').attributes('disabled')).toBeUndefined()
    await press('F9')
    expect(host.log.find((line) => line.command === 'approve')?.args).toMatchObject({
      id,
      boundHash: expect.stringContaining('hash'),
    })
    expect(host.office.get(id).state).toBe('approved')
    screen.unmount()
  })

  it('asks for a reason, then lets the case only go back, with that reason', async () => {
    const { host, screen } = await show('hemin', id)
    await press('n')
    const reason = screen.get('[data-test=wrong-reason]')
    const field = reason.element.tagName === 'INPUT' ? reason : reason.get('input')
    await field.setValue('表上手改，未重新录入')
    await screen.get('[data-test=wrong-confirm]').trigger('click')
    await flushPromises()
    expect(screen.findAll('[data-state=block]').length).toBeGreaterThan(0)
    expect(screen.get('[data-test=gate-reason]').text()).toContain('只能退回')
    await press('F6')
    await flushPromises()
    document.querySelector<HTMLElement>('[data-test=confirm-return]')!.click()
    await flushPromises()
    expect(host.office.get(id).state).toBe('returned')
    expect(host.office.get(id).returned[0]?.reason).toBe('表上手改，未重新录入')
    screen.unmount()
  })

  it('takes the last verdict back by Z', async () => {
    const { screen } = await show('hemin', id)
    await press('y')
    await press('y')
    await press('z')
    expect(screen.get('[data-test=review-progress]').text()).toMatch(/^1\//)
    screen.unmount()
  })

  it('tells the clerk that it is his own case, and takes no verdict', async () => {
    const own = [...double({ as: 'hemin' }).office.cases.values()].find(
      (one) => one.state === 'in_review' && one.clerk === '何敏',
    )!.id
    const { host, screen } = await show('hemin', own)
    expect(screen.get('[data-test=may-review]').text()).toContain('本人受理')
    await press('y')
    expect(host.log.some((line) => line.command === 'set_verdict')).toBe(false)
    screen.unmount()
  })
})
