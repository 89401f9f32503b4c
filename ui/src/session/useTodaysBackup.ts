import { ref, watch, type Ref } from 'vue'
import type { Refusal } from '@/bindings'
import { asRefusal, useClient } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'

/**
 * The backup of the day, where one is planned, the check of the day behind it, and the removal of files outside the
 * store whose time is over: begun behind the work of whoever signs in, told only when something is wrong.
 */
export function useTodaysBackup(): { failed: Ref<Refusal | null> } {
  const { session, refresh } = useSession()
  const failed = ref<Refusal | null>(null)
  watch(
    () => session.value?.since,
    (since) => {
      failed.value = null
      if (!since || !session.value?.roles.length) return
      const tell = (thrown: unknown) => {
        const refusal = asRefusal(thrown)
        // Another window makes it; or nobody is signed in any more.
        if (!['backup-under-way', 'not-signed-in', 'password-given'].includes(refusal.code))
          failed.value = refusal
      }
      const api = useClient()
      void api
        .backUpToday()
        .catch(tell)
        .then(() => api.checkToday())
        .then(({ findings }) => (findings.length ? refresh() : undefined))
        .then(() => api.sweepOutside())
        .catch(tell)
    },
    { immediate: true },
  )
  return { failed }
}
