import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it } from 'vitest'
import type { SpoolLine } from '@/bindings'
import { double } from '@/host/double'
import SpoolBar from './SpoolBar.vue'
import { useClient, useHost } from './useClient'
import { useSession } from './useSession'
import { onHandedIn, useSpool } from './useSpool'

const NONE = { waiting: 0, refused: 0, ofOthers: 0, came: 0 }
const LINE: SpoolLine = {
  id: 4,
  what: 'typed',
  caseId: 7,
  number: 'YL-20261125-0007',
  words: '',
  by: '林晓芸',
  own: true,
  at: '2026-11-25T09:30:00+08:00',
  changes: [{ label: '单位名称', before: '别处录的', now: '断网时录的' }],
  refused: {
    code: 'spool-clash',
    severity: 'warn',
    field: null,
    message: '有 1 处断网期间别处也改了',
    remedy: '请看过两边再选',
    suggestion: null,
    kept: false,
  },
}

const host = double({ as: 'linxy' })
const asked: [string, unknown][] = []
const call = host.call.bind(host)
host.call = (command, args) => {
  if (!command.includes('spooled')) return call(command, args)
  asked.push([command, args])
  return Promise.resolve({ lines: asked.length === 1 ? [LINE] : [] })
}

beforeEach(async () => {
  asked.length = 0
  useHost(host)
  useSpool().forget()
  useSession().take(await useClient().status())
})

it('says how much waits while the server is away, and that it came in', async () => {
  const { state, tellOnlyReads } = useSession()
  const { take } = useSpool()
  let heard = 0
  const off = onHandedIn(() => heard++)
  const bar = mount(SpoolBar)
  expect(bar.find('[data-test="spool"]').exists()).toBe(false)
  tellOnlyReads({ why: 'hall_gone', message: '连不上', remedy: '' })
  take({ ...NONE, waiting: 2 })
  await flushPromises()
  expect(state.status?.onlyReads?.why).toBe('hall_gone')
  expect(bar.get('[data-test="spool-words"]').text()).toBe('断网，暂存 2 项')
  tellOnlyReads(null)
  take({ ...NONE, came: 2 })
  await flushPromises()
  expect(bar.get('[data-test="spool-words"]').text()).toBe('已交入 2 项')
  expect(heard).toBe(1)
  await bar.get('[data-test="spool-away"]').trigger('click')
  expect(bar.find('[data-test="spool"]').exists()).toBe(false)
  // The same count said again is no news.
  take({ ...NONE, came: 2 })
  await flushPromises()
  expect([heard, bar.find('[data-test="spool"]').exists()]).toEqual([1, false])
  off()
  bar.unmount()
})

it('lists what did not come in, with both sides, and gives nothing up at one press', async () => {
  useSpool().take({ ...NONE, refused: 1, ofOthers: 3 })
  const bar = mount(SpoolBar, { attachTo: document.body })
  await flushPromises()
  expect(bar.text()).toContain('1 项没有交入，请您来定；同事在本窗口断网时暂存 3 项')
  await bar.get('[data-test="spool-list"]').trigger('click')
  await flushPromises()
  const line = bar.get('[data-spooled="4"]')
  expect(line.get('[data-test="spool-why"]').attributes('data-code')).toBe('spool-clash')
  expect(line.text()).toContain('现在：别处录的')
  expect(line.text()).toContain('断网时录入：断网时录的')
  await bar.get('[data-test="give-up-4"]').trigger('click')
  await flushPromises()
  expect(asked.map(([command]) => command)).toEqual(['spooled'])
  await bar.get('[data-test="give-up-4"]').trigger('click')
  await flushPromises()
  expect(asked.at(-1)).toEqual(['give_up_spooled', { id: 4 }])
  expect(bar.find('[data-test="spool-empty"]').exists()).toBe(true)
  bar.unmount()
})
