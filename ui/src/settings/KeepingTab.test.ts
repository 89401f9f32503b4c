import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import KeepingTab from './KeepingTab.vue'

async function show() {
  const host = double({ as: 'admin' })
  useHost(host)
  await useSession().refresh()
  const screen = mount(KeepingTab)
  await flushPromises()
  return { screen, host }
}

async function agree(screen: Awaited<ReturnType<typeof show>>['screen'], login: string) {
  for (const [field, text] of [
    ['beside-login', login],
    ['beside-password', 'made-up-word-9'],
  ] as const) {
    const found = screen.get(`[data-test=${field}]`)
    await (found.element.tagName === 'INPUT' ? found : found.get('input')).setValue(text)
  }
  await screen.get('[data-test=deleting]').trigger('submit')
  await flushPromises()
}

describe('the page of what is due', () => {
  it('asks for somebody beside once something is ticked, and deletes what was ticked', async () => {
    const { screen, host } = await show()
    expect(screen.find('[data-test=deleting]').exists()).toBe(false)
    await screen.get('[data-test=tick-YL-20180903-0004] input').setValue(true)
    expect(screen.get('[data-test=delete-cases]').attributes('disabled')).toBeDefined()
    await agree(screen, 'hemin')
    const asked = host.log.find((one) => one.command === 'delete_cases')?.args as { ids: number[] }
    expect(asked.ids).toEqual([9001])
    expect(screen.find('[data-due=YL-20180903-0004]').exists()).toBe(false)
    expect(screen.get('[data-deleted=YL-20180903-0004]').text()).toContain('何敏')
    expect(screen.get('[data-test=deleted-said]').text()).toContain('删除证明')
    expect(screen.find('[data-test=deleting]').exists()).toBe(false)
  })

  it('keeps the ticks and says why when the same person stands beside', async () => {
    const { screen } = await show()
    await screen.get('[data-test=tick-all] input').setValue(true)
    await agree(screen, 'admin')
    expect(screen.get('[data-test=refusal]').text()).toContain('另一个人')
    expect(screen.get('[data-test=delete-cases]').text()).toContain('删除 2 件')
  })

  it('says until when a case is kept, and why one is not deleted at all', async () => {
    const { screen } = await show()
    const text = screen.get('[data-test=keeping-text]')
    await (text.element.tagName === 'INPUT' ? text : text.get('input')).setValue('示范幼儿园')
    await screen.get('[data-test=keeping-find]').trigger('click')
    await flushPromises()
    expect(screen.get('[data-waits=YL-20261101-0007]').text()).toContain('还在办')
    expect(screen.find('[data-test=due]').exists()).toBe(false)
  })
})
