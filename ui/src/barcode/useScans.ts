/**
 * Gives what a barcode scanner types to the look-up, on every screen and whatever has the focus. Nothing is looked up
 * over a dialog or before somebody is signed in, and what came into a field for secrets is never shown.
 */
import { onBeforeUnmount, onMounted } from 'vue'
import { isCovered } from '@/shared/keys'
import { palette } from '@/shared/palette'
import { useSession } from '@/shared/useSession'
import type { Burst } from './burst'
import { watchScans } from './watch'

/** What a scan comes to. */
export function takeScan({ text, place }: Burst, signedIn: boolean): void {
  palette.said = ''
  if (place === 'secret') palette.said = '刚才像是扫码枪送来的，没有填进去。密码和 PIN 请用键盘输入'
  else if (!signedIn) return
  else if (palette.open) palette.scanned = text
  else if (isCovered()) palette.said = `扫到 ${text}，没有打开：请先办完或按 Esc 收起这个对话框，再扫一次`
  else {
    palette.scanned = text
    palette.open = true
  }
}

/** Listens for as long as the window is there. */
export function useScans(): void {
  const { session } = useSession()
  let off: (() => void) | null = null
  onMounted(() => {
    off = watchScans((burst) => takeScan(burst, session.value !== null))
  })
  onBeforeUnmount(() => off?.())
}
