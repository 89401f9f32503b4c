import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
import type { Board } from '@/bindings'
import { useAsk, useClient } from '@/shared/useClient'
import { onNews } from '@/shared/useNews'
import { useSession } from '@/shared/useSession'

/** Seconds between quiet refreshes of the board. */
const EVERY = 30

/** The board, asked when shown, on F5, when another window has written, and every half minute. */
export function useBoard() {
  const board = shallowRef<Board | null>(null)
  const { ask, busy, refusal } = useAsk()
  const { takeBadges } = useSession()
  async function load(): Promise<void> {
    const answer = await ask(() => useClient().board())
    if (!answer) return
    board.value = answer
    takeBadges(answer)
  }
  let timer: ReturnType<typeof setInterval> | undefined
  let off: (() => void) | undefined
  onMounted(() => {
    void load()
    off = onNews(() => void load())
    timer = setInterval(() => void load(), EVERY * 1000)
  })
  onBeforeUnmount(() => {
    off?.()
    clearInterval(timer)
  })
  return { board, load, busy, refusal }
}
