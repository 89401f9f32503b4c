import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { palette } from '@/shared/palette'
import { go, route } from '@/shared/route'
import { useClient, useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import BoardView from '@/board/BoardView.vue'
import LookUp from './LookUp.vue'

let screen: VueWrapper
async function show(as: string, component: typeof BoardView | typeof LookUp, empty = false) {
  const host = double({ as, empty })
  useHost(host)
  useSession().take(await useClient().status())
  await go('board')
  screen = mount(component, { attachTo: document.body })
  await flushPromises()
  return host
}
afterEach(() => {
  screen.unmount()
  document.body.replaceChildren()
})

describe('the board', () => {
  it('puts what the signed-in person should do first, and Enter opens it', async () => {
    await show('linxy', BoardView)
    expect(screen.get('.next').attributes('data-case')).toBe('YL-20261121-0001')
    expect(screen.get('[data-test="count-in_review"]').text()).toBe('5')
    dispatchKey(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }))
    await flushPromises()
    expect(route).toEqual({ view: 'intake', id: 1 })
  })

  it('leads a reviewer to the second check, never to what he took himself', async () => {
    await show('hemin', BoardView)
    await screen.get('[data-test="primary"]').trigger('click')
    await flushPromises()
    expect(route.view).toBe('review')
    expect(
      screen
        .findAll('.queue [data-case], .next')
        .map((row) => row.text())
        .join(),
    ).not.toContain('江门市蓬江区潮连中心小学')
  })

  it('gives an administrator no queue, and an empty counter a beginning', async () => {
    await show('admin', BoardView)
    expect(screen.find('.queue').exists()).toBe(false)
    expect(screen.find('[data-test="to-settings"]').exists()).toBe(true)
    screen.unmount()
    await show('linxy', BoardView, true)
    expect(screen.get('[data-test="empty"]').text()).toContain('没有等您办的件')
    expect(screen.find('table.states').exists()).toBe(false)
    await screen.get('[data-test="primary"]').trigger('click')
    await flushPromises()
    expect(route).toEqual({ view: 'intake', id: null })
  })
})

describe('the look-up', () => {
  const box = () => screen.get<HTMLInputElement>('[data-test="look-up-text"]')

  it('opens a scanned number although Enter comes right behind it', async () => {
    await show('linxy', LookUp)
    await box().setValue('YL-20261121-0002')
    await box().trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(screen.emitted('close')).toHaveLength(1)
    expect(route).toEqual({ view: 'intake', id: 2 })
  })

  it('opens the one case that a scan names, else shows what there is', async () => {
    await show('linxy', LookUp)
    palette.scanned = 'YL-20261121-0002'
    await flushPromises()
    expect(screen.emitted('close')).toHaveLength(1)
    expect(route).toEqual({ view: 'intake', id: 2 })
    screen.unmount()
    await show('linxy', LookUp)
    palette.scanned = '榕荫'
    await flushPromises()
    expect(screen.emitted('close')).toBeUndefined()
    expect(box().element.value).toBe('榕荫')
    expect(palette.scanned).toBe('')
  })

  it('offers a returning unit a new case with its data', async () => {
    await show('linxy', LookUp)
    await box().setValue('榕荫')
    await flushPromises()
    await screen.get('[data-test="hit-customer5"]').trigger('click')
    await flushPromises()
    expect(palette.customer).toEqual({ id: 5, title: '深圳市龙岗区榕荫幼儿园' })
    expect(route).toEqual({ view: 'intake', id: null })
    palette.customer = null
  })

  it('remembers what was opened, for the same person only, and says when nothing is found', async () => {
    await show('linxy', LookUp)
    expect(screen.text()).toContain('刚才打开的')
    await box().setValue('没有这样的单位')
    await flushPromises()
    expect(screen.find('[data-test="empty"]').exists()).toBe(true)
    screen.unmount()
    await show('hemin', LookUp)
    expect(screen.text()).not.toContain('刚才打开的')
  })
})
