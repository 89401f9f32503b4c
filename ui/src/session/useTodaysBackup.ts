import { ref, watch, type Ref } from 'vue'
import type { Refusal } from '@/bindings'
import { asRefusal, useClient } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'

/** The backup of the day, where one is planned: begun behind the work of whoever signs in, told only when it fails. */
export function useTodaysBackup(): { failed: Ref<Refusal | null> } {
  const { session } = useSession()
  const failed = ref<Refusal | null>(null)
  watch(
    () => session.value?.since,
    (since) => {
      failed.value = null
      if (!since || !session.value?.roles.length) return
      useClient()
        .backUpToday()
        .catch((thrown: unknown) => {
          const refusal = asRefusal(thrown)
          // Another window makes it; or nobody is signed in any more.
          if (!['backup-under-way', 'not-signed-in'].includes(refusal.code)) failed.value = refusal
        })
    },
    { immediate: true },
  )
  return { failed }
}
