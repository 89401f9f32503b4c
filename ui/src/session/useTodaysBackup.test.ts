import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import { useTodaysBackup } from './useTodaysBackup'

const refusal = (code: string) => ({
  code,
  message: '今天的自动备份没有做',
  remedy: '请插好备份盘',
  findings: [],
})

async function signedIn(code: string | null) {
  const host = double({ as: 'linxy' })
  const call = host.call.bind(host)
  let asked = 0
  host.call = (command, args) => {
    if (command !== 'back_up_today') return call(command, args)
    asked += 1
    return code ? Promise.reject(refusal(code)) : call(command, args)
  }
  useHost(host)
  await useSession().refresh()
  let told: ReturnType<typeof useTodaysBackup> | undefined
  mount(
    defineComponent(() => {
      told = useTodaysBackup()
      return () => h('div')
    }),
  )
  await flushPromises()
  return { asked, failed: told?.failed.value ?? null }
}

describe('the backup of the day', () => {
  it('is asked for once by whoever is signed in, and says nothing when all is well', async () => {
    expect(await signedIn(null)).toEqual({ asked: 1, failed: null })
  })
  it('says so when the disk is not there, and not when another window makes it', async () => {
    expect((await signedIn('backup-no-folder')).failed?.code).toBe('backup-no-folder')
    expect((await signedIn('backup-under-way')).failed).toBeNull()
  })
})
