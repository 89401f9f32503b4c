import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Settings } from '@/bindings'
import { double } from '@/host/double'
import { useClient, useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import BackupTab from './BackupTab.vue'

async function show(answers: Record<string, () => unknown> = {}) {
  const host = double({ as: 'admin' })
  const asked: string[] = []
  const call = host.call.bind(host)
  host.call = (command, args) => {
    asked.push(command)
    const answer = answers[command]
    return answer ? Promise.resolve(answer()) : call(command, args)
  }
  useHost(host)
  await useSession().refresh()
  const settings: Settings = await useClient().settings()
  const screen = mount(BackupTab, { props: { settings } })
  await flushPromises()
  return { screen, asked }
}

describe('the page of backups', () => {
  afterEach(() => vi.useRealTimers())

  it('begins with the plan that holds, and keeps what is ticked with the backup', async () => {
    const { screen } = await show()
    const folder = screen.get('[data-test=backup-folder]')
    const input = folder.element.tagName === 'INPUT' ? folder : folder.get('input')
    expect((input.element as HTMLInputElement).value).toBe('/media/backup')
    await screen.get('[data-test=backup-daily] input').setValue(true)
    await screen.get('[data-test=back-up]').trigger('click')
    await flushPromises()
    expect(screen.get('[data-test=done-message]').text()).toContain('已备份到 /media/backup')
    const after = await useClient().settings()
    expect(after.backupPlan).toEqual({ folder: '/media/backup', daily: true, thin: true })
  })

  it('shows how far a backup is, stops it when told, and stops looking when it is over', async () => {
    vi.useFakeTimers()
    const states = [40, 100, 100].map((percent) => ({ isUnderWay: true, percent }))
    const { screen, asked } = await show({
      backup_state: () => states.shift() ?? { isUnderWay: false, percent: 0 },
      cancel_backup: () => ({ isUnderWay: true, percent: 100 }),
    })
    expect(screen.get('[data-test=backup-state]').text()).toContain('已复制 40%')
    await vi.advanceTimersByTimeAsync(500)
    expect(screen.get('[data-test=backup-state]').text()).toContain('正在把副本打开核对')
    await screen.get('[data-test=cancel-backup]').trigger('click')
    expect(asked).toContain('cancel_backup')
    expect(screen.get('[data-test=cancel-backup]').attributes('disabled')).toBeDefined()
    await vi.advanceTimersByTimeAsync(5000)
    expect(screen.find('[data-test=backup-state]').exists()).toBe(false)
    const looks = asked.filter((one) => one === 'backup_state').length
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked.filter((one) => one === 'backup_state').length).toBe(looks)
  })
})
