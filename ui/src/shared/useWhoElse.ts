/**
 * Who works on a case at another window of the hall just now. Asked when the case is shown, when another window has
 * written, and now and then, for whoever stops says nothing. A PC alone asks nothing.
 */
import { onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import type { WhoElse } from '@/bindings'
import { useClient } from './useClient'
import { onNews } from './useNews'
import { useSession } from './useSession'

/** Milliseconds after which it is asked again though nobody has written. */
const AGAIN_MS = 30_000

export function useWhoElse(caseId: () => number) {
  const { state, session } = useSession()
  const who = shallowRef<WhoElse | null>(null)
  async function look(): Promise<void> {
    if (!session.value || !state.status?.inHall) return
    const id = caseId()
    const found = await useClient()
      .whoElse({ id })
      .catch(() => null)
    if (id === caseId()) who.value = found
  }
  watch(caseId, () => {
    who.value = null
    void look()
  })
  let off: (() => void) | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    void look()
    off = onNews(() => void look())
    timer = setInterval(() => void look(), AGAIN_MS)
  })
  onBeforeUnmount(() => {
    off?.()
    clearInterval(timer)
  })
  return who
}
