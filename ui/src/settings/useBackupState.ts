import { onBeforeUnmount, onMounted, reactive, ref } from 'vue'
import type { BackupState } from '@/bindings'
import { useClient } from '@/shared/useClient'

/** Milliseconds between two looks at how far a backup is. */
const LOOK_EVERY = 500

/** How far the backup is that is being made, by whomever; and how to stop it. */
export function useBackupState() {
  const api = useClient()
  const state = reactive<BackupState>({ isUnderWay: false, percent: 0 })
  const isStopping = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let isGone = false

  async function look(): Promise<void> {
    clearTimeout(timer)
    const told = await api.backupState().catch(() => null)
    if (isGone) return
    Object.assign(state, told ?? { isUnderWay: false })
    if (state.isUnderWay) timer = setTimeout(() => void look(), LOOK_EVERY)
    else isStopping.value = false
  }
  /** Runs what makes a backup, and looks at it until it is done. */
  async function follow<T>(make: () => Promise<T>): Promise<T> {
    const made = make()
    timer = setTimeout(() => void look(), LOOK_EVERY)
    return await made.finally(() => void look())
  }
  /** It ends at its next step, and whoever waits for it is told. */
  async function cancel(): Promise<void> {
    isStopping.value = true
    await api.cancelBackup().catch(() => null)
  }
  // One that was begun before this page was opened is shown too.
  onMounted(() => void look())
  onBeforeUnmount(() => {
    isGone = true
    clearTimeout(timer)
  })
  return { state, isStopping, follow, cancel }
}
