import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import PersonDialog from './PersonDialog.vue'

async function show() {
  const host = double({ as: 'luoyi' })
  useHost(host)
  await useSession().refresh()
  const screen = mount(PersonDialog)
  await flushPromises()
  const fill = async (test: string, text: string) => {
    const field = screen.get(`[data-test=${test}]`)
    await (field.element.tagName === 'INPUT' ? field : field.get('input')).setValue(text)
  }
  return { screen, host, fill }
}

describe('looking for one person', () => {
  it('asks who and what for before it looks, and says where the data stands', async () => {
    const { screen, host, fill } = await show()
    expect(screen.get('[data-test=why]').text()).toContain('请填')
    await fill('person-number', '44010119900307451X')
    await screen.get('[data-test=person-purpose]').setValue('other')
    expect(screen.get('[data-test=why]').text()).toContain('用来做什么')
    await fill('person-words', '法院来函')
    await screen.get('[data-test=person-find]').trigger('click')
    await flushPromises()
    const asked = host.log.find((one) => one.command === 'find_person')?.args
    expect(asked).toMatchObject({ idNo: '44010119900307451X', purpose: 'other', words: '法院来函' })
    expect(screen.get('[data-test=person-cases]').text()).toContain('YL-20190311-0002')
  })

  it('hands out only with somebody beside where one does not see it whole', async () => {
    const { screen, host, fill } = await show()
    await fill('person-name', '钟文')
    await screen.get('[data-test=person-find]').trigger('click')
    await flushPromises()
    expect(screen.get('[data-test=person-export]').attributes('disabled')).toBeDefined()
    await fill('beside-login', 'linxy')
    await fill('beside-password', 'made-up-word-9')
    await screen.get('[data-test=person-export]').trigger('click')
    await flushPromises()
    const asked = host.log.find((one) => one.command === 'export_person')?.args
    expect(asked).toMatchObject({ papers: false, beside: { login: 'linxy' } })
    expect(screen.get('[data-test=person-exported]').text()).toContain('person-20261125')
  })
})
