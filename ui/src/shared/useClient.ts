import { ref, type Ref } from 'vue'
import { client, type Client, type Host, type Refusal } from '@/bindings'
import { asRefusal } from './refusal'

export { asRefusal }

let current: Client | null = null

/** Names the host once, before the first screen is shown. */
export function useHost(host: Host): void {
  current = client(host)
}

/** The desk's commands. */
export function useClient(): Client {
  if (!current) throw new Error('no host named: call useHost first')
  return current
}

/** What `useAsk` gives. */
export interface Ask {
  /** A command is under way. */
  busy: Ref<boolean>
  /** The last refusal, until the next success or until put away. */
  refusal: Ref<Refusal | null>
  /** Runs a command; answers nothing when it was refused. */
  ask<T>(run: () => Promise<T>): Promise<T | undefined>
}

/** Runs commands one screen at a time and keeps the refusal for its bar. */
export function useAsk(): Ask {
  const busy = ref(false)
  const refusal = ref<Refusal | null>(null)
  let running = 0
  return {
    busy,
    refusal,
    async ask(run) {
      running += 1
      busy.value = true
      try {
        const answer = await run()
        refusal.value = null
        return answer
      } catch (thrown) {
        refusal.value = asRefusal(thrown)
        return undefined
      } finally {
        running -= 1
        busy.value = running > 0
      }
    },
  }
}
