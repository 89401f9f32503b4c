/**
 * Keeps the figures beside the rail true: they are asked for on the way to a screen, after every act, and now
 * and then for what others did.
 * The board brings its own figures; while it is shown nothing is asked twice. Typing is no act.
 */
import { onBeforeUnmount, onMounted, watch } from 'vue'
import { route } from './route'
import { onActed } from './useClient'
import { onNews } from './useNews'

/** Acts come in rows (ten verdicts, a stack of pages): the figures are asked for once behind them. */
const AFTER_MS = 400
/** Seconds between looks for what other windows did. */
const EVERY = 30

export function useBadges(refresh: () => Promise<void>): void {
  let after: ReturnType<typeof setTimeout> | undefined
  let every: ReturnType<typeof setInterval> | undefined
  const offs: (() => void)[] = []
  const away = () => {
    if (route.view !== 'board') void refresh()
  }
  watch(() => [route.view, route.id], away)
  onMounted(() => {
    away()
    offs.push(
      onActed((command) => {
        if (command === 'save_case' || command === 'sign_out') return
        clearTimeout(after)
        after = setTimeout(() => void refresh(), AFTER_MS)
      }),
      onNews(away),
    )
    every = setInterval(away, EVERY * 1000)
  })
  onBeforeUnmount(() => {
    offs.forEach((off) => off())
    clearTimeout(after)
    clearInterval(every)
  })
}
