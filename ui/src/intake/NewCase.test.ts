import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { go, route } from '@/shared/route'
import { useClient, useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import NewCase from './NewCase.vue'

let screen: VueWrapper
const options = (row: string) =>
  screen
    .get(`[data-test="${row}"]`)
    .findAll('[data-option]')
    .map((o) => o.attributes('data-option'))
const checked = (row: string) =>
  screen.get(`[data-test="${row}"]`).get('.is-checked').attributes('data-option')
async function choose(row: string, value: string) {
  await screen.get(`[data-test="${row}"] [data-option="${value}"] input`).setValue(true)
  await flushPromises()
}

beforeEach(async () => {
  useHost(double({ as: 'linxy' }))
  useSession().take(await useClient().status())
  await go('intake')
  screen = mount(NewCase, { attachTo: document.body })
  await flushPromises()
})
afterEach(() => {
  screen.unmount()
  document.body.replaceChildren()
})

describe('a new case', () => {
  it("offers the business's channels in the project's words, and leaves one that is not offered", async () => {
    await choose('project', 'netca-gd-zfcg')
    expect(screen.find('[data-test="business"] .is-checked').exists()).toBe(false)
    expect(screen.get('[data-test="why"]').text()).toBe('请选业务')
    await choose('business', 'new')
    expect(options('channel')).toEqual(['counter', 'mail', 'online'])
    expect(checked('channel')).toBe('counter')
    await choose('business', 'renew')
    expect(screen.get('[data-test="business"] .is-checked').text()).toBe('更新续期')
    await choose('business', 'add')
    expect(options('channel')).toEqual(['online'])
    expect(checked('channel')).toBe('online')
    await choose('business', 'new')
    expect(checked('channel')).toBe('online')
  })

  it('fills the name that was looked for into the new case when nobody is found', async () => {
    await screen.get('[data-test="find-unit"]').setValue('没有办过的新单位')
    await flushPromises()
    await choose('business', 'new')
    await screen.get('[data-test="primary"]').trigger('click')
    await flushPromises()
    expect((await useClient().getCase({ id: route.id ?? 0 })).content.fields['unit_name']).toBe(
      '没有办过的新单位',
    )
  })

  it('says what the guide leaves open about a business', async () => {
    expect(screen.find('[data-test="business-note"]').exists()).toBe(false)
    await choose('business', 'revoke')
    expect(screen.get('[data-test="business-note"]').text()).toContain('指南未写明注销的渠道')
  })
})
