import { expect, it } from 'vitest'
import { double } from '@/host/double'
import { refuse } from '@/host/double/answers'
import { palette } from './palette'
import { go, route } from './route'
import { useClient, useHost } from './useClient'
import { useSession } from './useSession'

async function signIn(login: string): Promise<void> {
  useHost(double({ as: login }))
  useSession().take(await useClient().status())
}

it('the same person goes on where he was; another one begins at the own board', async () => {
  await signIn('linxy')
  await go('intake', 3)
  palette.customer = { id: 5, title: '榕荫' }
  await useSession().lock('person')
  await signIn('linxy')
  expect(route).toEqual({ view: 'intake', id: 3 })
  await useSession().lock('idle')
  await signIn('hemin')
  expect(route).toEqual({ view: 'board', id: null })
  expect(location.hash).toBe('#/board')
  expect(palette.customer).toBeNull()
})

it('locks and says so when the end of the session could not be written down', async () => {
  const host = double({ as: 'linxy' })
  const call = host.call.bind(host)
  host.call = async (command, args) => {
    const done = await call(command, args)
    if (command === 'sign_out')
      throw refuse('signed-out-unrecorded', '已锁屏，但没有记入审计', '请告诉管理员')
    return done
  }
  useHost(host)
  const { take, lock, session, state } = useSession()
  take(await useClient().status())
  await lock('idle')
  expect(session.value).toBeNull()
  expect(state.lockedBy).toBe('idle')
  expect(state.lockTrouble?.code).toBe('signed-out-unrecorded')
  await signIn('linxy')
  expect(state.lockTrouble).toBeNull()
})
