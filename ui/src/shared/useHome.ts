/**
 * Where the focus of a screen lives when nothing else has it: the list whose letters decide. It is put there when the
 * list shows something new, and comes back there whenever it would fall on nothing. It never takes the focus from a
 * field, a button or a dialog.
 */
import { nextTick, onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import { isCovered, isTyping } from './keys'

/** Keeps the focus on `home`; `shown` tells what the list is about, and a change of it brings the focus there. */
export function useHome(home: Ref<HTMLElement | null>, shown: () => unknown): void {
  const isLost = () => !document.activeElement || document.activeElement === document.body
  const rest = () => {
    if (!isCovered() && !isTyping(document.activeElement)) home.value?.focus({ preventScroll: true })
  }
  watch(
    shown,
    async () => {
      await nextTick()
      rest()
    },
    { flush: 'post' },
  )
  const onOut = () => setTimeout(() => isLost() && rest())
  onMounted(() => {
    document.addEventListener('focusout', onOut)
    rest()
  })
  onBeforeUnmount(() => document.removeEventListener('focusout', onOut))
}
