import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { News } from '@/bindings'
import { double } from '@/host/double'
import { beforeLeaving } from './route'
import { useClient, useHost } from './useClient'
import { onNews, useNews } from './useNews'
import { useSession } from './useSession'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

const spool = { waiting: 0, refused: 0, ofOthers: 0, came: 0 }
const AWAY = { why: 'hall_gone', message: '连不上大厅服务器', remedy: '请检查网线' } as const

/** A window that hears these answers one after the other, and what it did with them. */
async function hears(answers: News[], inHall: boolean) {
  const host = double({ as: 'linxy' })
  const call = host.call.bind(host)
  const asked: string[] = []
  host.call = (command, args) => {
    if (command !== 'news') return call(command, args)
    asked.push(command)
    return Promise.resolve(answers[asked.length - 1] ?? answers.at(-1))
  }
  useHost(host)
  const { state, take } = useSession()
  take({ ...(await useClient().status()), inHall })
  const screen = mount(defineComponent({ setup: () => (useNews(), () => h('div')) }))
  let heard = 0
  let sent = 0
  const offs = [onNews(() => heard++), beforeLeaving(() => void sent++)]
  const bars: (string | null)[] = []
  for (let at = 0; at < answers.length; at += 1) {
    vi.advanceTimersByTime(1000)
    await flushPromises()
    bars.push(state.status?.onlyReads?.why ?? null)
  }
  offs.forEach((off) => off())
  screen.unmount()
  return { asked: asked.length, heard, sent, bars }
}

it('tells of what other windows wrote, and of nothing where nothing came', async () => {
  const same = { mark: '7.0', onlyReads: null, spool }
  const told = await hears([same, same, { mark: '8.0', onlyReads: null, spool }], true)
  expect(told).toMatchObject({ asked: 3, heard: 1, sent: 0 })
})

it('says that the server is away, and sends what was typed when it is back', async () => {
  const mark = '7.0'
  const told = await hears(
    [
      { mark, onlyReads: null, spool },
      { mark, onlyReads: AWAY, spool },
      { mark, onlyReads: AWAY, spool },
      { mark, onlyReads: null, spool },
    ],
    true,
  )
  expect(told.bars).toEqual([null, 'hall_gone', 'hall_gone', null])
  expect(told).toMatchObject({ heard: 0, sent: 1 })
})

it('asks nothing at a PC alone', async () => {
  expect((await hears([{ mark: '1.0', onlyReads: null, spool }], false)).asked).toBe(0)
})
