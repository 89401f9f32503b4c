// Signing in, for the double.
import type { RoleName, SignIn, Status } from '@/bindings'
import { refuse, type Handlers } from '@/host/double'
import type { World } from '@/host/world'

const roles: Record<string, { name: string; roles: RoleName[] }> = {
  lin: { name: '林晓芸', roles: ['clerk'] },
  he: { name: '何敏', roles: ['reviewer'] },
  luo: { name: '罗毅', roles: ['key_clerk'] },
  admin: { name: '沈知秋', roles: ['admin'] },
}

/** The session's commands. */
export const handlers: Handlers = {
  status: (_: never, world: World): Status => world.status,
  sign_in: (args: SignIn, world: World): Status => {
    const known = world.status.practiceAccounts.find((a) => a.login === args.login)
    const who = roles[args.login]
    if (!known || !who || known.password !== args.password)
      throw refuse('store-wrong-password', '账号或口令不对。', '请重新输入；连错 5 次，本账号停用 10 分钟。')
    world.status = {
      ...world.status,
      store: 'open',
      counter: world.counter,
      session: { accountId: Object.keys(roles).indexOf(args.login) + 1, login: args.login, name: who.name, roles: who.roles, since: world.now },
    }
    return world.status
  },
  sign_out: (_: never, world: World): Status => {
    world.status = { ...world.status, store: 'locked', counter: null, session: null }
    return world.status
  },
} as Handlers
