import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { double } from '@/host/double'
import { beforeLeaving } from './route'
import { useClient, useHost } from './useClient'
import { useIdleLock } from './useIdleLock'
import { useSession } from './useSession'

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => vi.useRealTimers())

it('locks after the agreed minutes without a touch, drafts first', async () => {
  const host = double({ as: 'linxy' })
  useHost(host)
  const { take, session, state } = useSession()
  take(await useClient().status())
  let now = 0
  const screen = mount(defineComponent({ setup: () => (useIdleLock(() => now), () => h('div')) }))
  const order: string[] = []
  const off = beforeLeaving(() => void order.push(`flush, ${session.value ? 'still signed in' : 'locked'}`))

  now = 9 * 60_000
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))
  now = 18 * 60_000
  vi.advanceTimersByTime(5000)
  await flushPromises()
  expect(session.value).not.toBeNull()

  now = 19 * 60_000
  vi.advanceTimersByTime(5000)
  await flushPromises()
  expect(order).toEqual(['flush, still signed in'])
  expect(host.log.at(-1)?.command).toBe('sign_out')
  expect(session.value).toBeNull()
  expect(state.lockedBy).toBe('idle')
  off()
  screen.unmount()
})
