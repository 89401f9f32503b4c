import { onBeforeUnmount, onMounted } from 'vue'
import { onElsewhere } from './useClient'

/** Shows the case anew when an act on it was refused because another window has changed it meanwhile. */
export function useElsewhere(reload: () => unknown): void {
  let off: (() => void) | undefined
  onMounted(() => {
    off = onElsewhere(() => void reload())
  })
  onBeforeUnmount(() => off?.())
}
