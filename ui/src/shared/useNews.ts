/**
 * What other windows of the hall did, seen within a second or two: a cheap question behind the work, and the screens
 * ask for themselves only when there is something new. A PC alone asks nothing.
 */
import { onBeforeUnmount, onMounted } from 'vue'
import { flushAll } from './route'
import { useClient } from './useClient'
import { useSession } from './useSession'
import { useSpool } from './useSpool'

/** Milliseconds between two questions. The next one waits for the answer to the last. */
const EVERY_MS = 1000

const heard = new Set<() => void>()

/** Tells when another window has written; returns how to stop. */
export function onNews(run: () => void): () => void {
  heard.add(run)
  return () => heard.delete(run)
}

export function useNews(): void {
  const { state, session, tellOnlyReads } = useSession()
  const spool = useSpool()
  let timer: ReturnType<typeof setTimeout> | undefined
  let mark: string | null = null
  async function look(): Promise<void> {
    if (session.value && state.status?.inHall) {
      const news = await useClient()
        .news()
        .catch(() => null)
      if (news && session.value) {
        const wasAway = state.status?.onlyReads?.why.startsWith('hall_') ?? false
        tellOnlyReads(news.onlyReads)
        spool.take(news.spool)
        // What was typed while the server was away goes now, not with the next key.
        if (wasAway && !news.onlyReads) await flushAll()
        if (mark !== null && mark !== news.mark) heard.forEach((run) => run())
        mark = news.mark
      }
    } else spool.forget()
    timer = setTimeout(() => void look(), EVERY_MS)
  }
  onMounted(() => {
    timer = setTimeout(() => void look(), EVERY_MS)
  })
  onBeforeUnmount(() => clearTimeout(timer))
}
