import { onBeforeUnmount, onMounted } from 'vue'
import { useClient } from './useClient'
import { useSession } from './useSession'

/** Seconds between looks at the clock. */
const LOOK_EVERY = 5

/** Seconds in which the desk is told once that somebody is there; it locks by itself where nobody is. */
const TELL_EVERY = 10

/** Locks the screen when nobody has touched it for the agreed minutes. */
export function useIdleLock(clock: () => number = Date.now): void {
  const { state, session, lock } = useSession()
  let touched = clock()
  let told = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setInterval> | undefined
  const touch = () => {
    touched = clock()
    if (!session.value || touched - told < TELL_EVERY * 1000) return
    told = touched
    void useClient()
      .touch()
      .catch(() => undefined)
  }
  const kinds = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const
  onMounted(() => {
    for (const kind of kinds) window.addEventListener(kind, touch, { passive: true, capture: true })
    timer = setInterval(() => {
      const minutes = state.status?.lockAfterMinutes ?? 0
      // The screen that the hall looks at has nothing to lock.
      if (!session.value?.roles.length) touched = clock()
      else if (minutes > 0 && clock() - touched >= minutes * 60_000) void lock('idle').catch(() => undefined)
    }, LOOK_EVERY * 1000)
  })
  onBeforeUnmount(() => {
    clearInterval(timer)
    for (const kind of kinds) window.removeEventListener(kind, touch, { capture: true })
  })
}
