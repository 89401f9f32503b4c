import { expect, it } from 'vitest'
import { double } from '@/host/double'
import { palette } from './palette'
import { go, route } from './route'
import { useClient, useHost } from './useClient'
import { useSession } from './useSession'

async function signIn(login: string): Promise<void> {
  useHost(double({ as: login }))
  useSession().take(await useClient().status())
}

it('the same person goes on where he was; another one begins at the own board', async () => {
  await signIn('lin')
  await go('intake', 3)
  palette.customer = { id: 5, title: '榕荫' }
  await useSession().lock('person')
  await signIn('lin')
  expect(route).toEqual({ view: 'intake', id: 3 })
  await useSession().lock('idle')
  await signIn('he')
  expect(route).toEqual({ view: 'board', id: null })
  expect(location.hash).toBe('#/board')
  expect(palette.customer).toBeNull()
})
