import { computed, reactive, readonly } from 'vue'
import type { Board, OnlyReads, Refusal, RoleName, Status } from '@/bindings'
import { palette } from './palette'
import { asRefusal } from './refusal'
import { flushAll, forgetPlace } from './route'
import { useClient } from './useClient'

/** The roles' words. */
export const ROLE_WORDS: Record<RoleName, string> = {
  clerk: '受理员',
  reviewer: '复核员',
  key_clerk: '制证员',
  admin: '管理员',
}

interface State {
  status: Status | null
  /** Why the window shows the sign-in: nothing yet, the person, or idleness. */
  lockedBy: 'start' | 'person' | 'idle'
  /** When the window locked itself or was locked. */
  lockedAt: string | null
  /** What could not be kept when it locked: a draft, or the end of the session in the audit. */
  lockTrouble: Refusal | null
  /** Who was signed in before locking, to offer the same name again. */
  lastLogin: string
  lastName: string
  /** Figures beside the rail. */
  badges: { scan: number; review: number; keys: number; handover: number }
}

const NO_BADGES: State['badges'] = { scan: 0, review: 0, keys: 0, handover: 0 }

const state = reactive<State>({
  status: null,
  lockedBy: 'start',
  lockedAt: null,
  lockTrouble: null,
  lastLogin: '',
  lastName: '',
  badges: { ...NO_BADGES },
})

const session = computed(() => state.status?.session ?? null)

/** Who had the window last, so that nobody starts on somebody else's screen. */
let had: number | null = null

/** Takes over a fresh status. Another person begins at the own board, whatever was open before. */
function take(status: Status): void {
  if (status.session && had !== null && had !== status.session.accountId) {
    forgetPlace()
    Object.assign(palette, { open: false, help: false, customer: null, scanned: '', said: '' })
  }
  state.status = status
  if (status.session) {
    had = status.session.accountId
    state.lockTrouble = null
    state.lastLogin = status.session.login
    state.lastName = status.session.name
  }
}

/** Asks the desk again. */
async function refresh(): Promise<void> {
  take(await useClient().status())
}

/** Flushes drafts, masks the screen, ends key sessions. Whatever fails on the way, the screen is masked and says it. */
async function lock(by: 'person' | 'idle'): Promise<void> {
  if (!session.value) return
  const [unsaved] = await flushAll()
  let trouble = unsaved ?? null
  const status = await useClient()
    .signOut()
    .catch((failed: unknown) => {
      trouble ??= asRefusal(failed)
      return useClient().status()
    })
  state.lockTrouble = trouble
  mask(by)
  take(status)
}

/** Says on the sign-in why and since when nobody is signed in. */
function mask(by: 'person' | 'idle'): void {
  state.lockedBy = by
  state.lockedAt = new Date().toISOString()
  state.badges = { ...NO_BADGES }
}

/** The desk has ended the session by itself: nobody touched the window, or the account was closed elsewhere. */
async function followEnd(): Promise<void> {
  if (!session.value) return
  mask('idle')
  take(await useClient().status())
}

/** Whether this window can write, as the desk found just now. */
function tellOnlyReads(told: OnlyReads | null): void {
  if (state.status && state.status.onlyReads?.why !== told?.why) state.status.onlyReads = told
}

/** Whether the signed-in account has one of the roles. */
function has(...roles: RoleName[]): boolean {
  return session.value?.roles.some((role) => roles.includes(role)) ?? false
}

/** Takes the rail's figures from a board. */
function takeBadges(board: Board): void {
  state.badges = { scan: board.tray, review: board.inReview, keys: board.atKeyDesk, handover: board.ready }
}

/** Asks for the rail's figures again. A refusal leaves the old ones: they are no reason to stop anybody. */
async function refreshBadges(): Promise<void> {
  const board = session.value
    ? await useClient()
        .board()
        .catch(() => null)
    : null
  if (board && session.value) takeBadges(board)
}

/** Who is signed in and what the window asks first. */
export function useSession() {
  return {
    state: readonly(state) as State,
    session,
    take,
    refresh,
    lock,
    followEnd,
    has,
    tellOnlyReads,
    takeBadges,
    refreshBadges,
  }
}
