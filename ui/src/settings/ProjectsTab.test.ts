import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import ProjectsTab from './ProjectsTab.vue'

async function show() {
  const host = double({ as: 'admin' })
  useHost(host)
  await useSession().refresh()
  const screen = mount(ProjectsTab, { attachTo: document.body })
  await flushPromises()
  return { host, screen }
}

/** Picks a file as the file dialog does. */
async function pick(screen: Awaited<ReturnType<typeof show>>['screen'], text: string): Promise<void> {
  const input = screen.get<HTMLInputElement>('[data-test=agreement-file]')
  const file = new File([text], '协议.txt', { type: 'text/plain' })
  Object.defineProperty(input.element, 'files', { value: [file], configurable: true })
  await input.trigger('change')
  await flushPromises()
}

describe('projects and agreements', () => {
  it('lists what is missing, where it is published, and each folder that failed with its place', async () => {
    const { screen } = await show()
    expect(screen.get('[data-test=agreements-missing]').text()).toContain('1 份协议正文未装')
    const line = screen.get('[data-agreement="nmgca/service"]').text()
    expect(line).toContain('未装')
    expect(line).toContain('https://www.nmgca.com.cn')
    expect(screen.get('[data-project=example-ca]').text()).toContain('自加')
    const problem = screen.get('[data-finding=project-format]').text()
    expect(problem).toContain('made-up/project.toml 第 12 行第 1 列')
    expect(problem).toContain('停用')
    expect(problem).toContain('请按')
    screen.unmount()
  })

  it('lets an administrator put down why contracts may go without their articles today', async () => {
    const { host, screen } = await show()
    const box = () => screen.get('[data-project=nmgca] [data-test=print-permission]')
    expect(box().text()).toContain('不能打印')
    expect(screen.find('[data-project=netca-gd-ylbx] [data-test=print-permission]').exists()).toBe(false)
    await box().get('[data-test=ask-permission]').trigger('click')
    expect(box().get('[data-test=permit]').attributes('disabled')).toBeDefined()
    await box()
      .get('[data-test=permission-reason] input, input[data-test=permission-reason]')
      .setValue('正文已向 CA 索取')
    await box().get('[data-test=permit]').trigger('click')
    await flushPromises()
    expect(host.log.at(-1)).toEqual({
      command: 'permit_printing',
      args: { project: 'nmgca', reason: '正文已向 CA 索取' },
    })
    expect(box().text()).toContain('今日准予先印')
    screen.unmount()
  })

  it('shows a file before it is installed, and says what is still open', async () => {
    const { host, screen } = await show()
    await screen.get('[data-agreement="nmgca/service"] [data-test=install-agreement]').trigger('click')
    const primary = () => screen.get('[data-test=agreement-primary]')
    expect(primary().attributes('disabled')).toBeDefined()
    await pick(screen, '第一条　甲方应当如实填写。')
    expect(screen.get('[data-test=agreement-preview]').text()).toContain('第一条')
    expect(screen.get('[data-test=why]').text()).toContain('版本')
    await screen
      .get('[data-test=agreement-version] input, input[data-test=agreement-version]')
      .setValue('V2.1')
    await screen
      .get('[data-test=agreement-dated] input, input[data-test=agreement-dated]')
      .setValue('2026-03-01')
    await primary().trigger('click')
    await flushPromises()
    expect(host.log.at(-1)).toEqual({
      command: 'install_agreement',
      args: {
        project: 'nmgca',
        agreement: 'service',
        version: 'V2.1',
        dated: '2026-03-01',
        text: '第一条　甲方应当如实填写。',
      },
    })
    expect(screen.get('[data-agreement="nmgca/service"]').text()).toContain('已装 V2.1 版')
    expect(screen.emitted('said')?.[0]?.[0]).toContain('V2.1')
    await screen.get('[data-test=view-agreement]').trigger('click')
    await flushPromises()
    expect(screen.get('[data-test=agreement-text]').text()).toContain('如实填写')
    screen.unmount()
  })

  it('keeps the dialog open when the file is refused, with the remedy', async () => {
    const { screen } = await show()
    await screen.get('[data-test=install-agreement]').trigger('click')
    await pick(screen, '  ')
    expect(screen.get('[data-test=refusal]').text()).toContain('空')
    expect(screen.find('[data-test=agreement-preview]').exists()).toBe(false)
    screen.unmount()
  })
})
