import { ref, type Ref } from 'vue'
import { client, type Client, type Host, type Refusal } from '@/bindings'

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

/** Anything thrown, as a refusal that can be shown. */
export function asRefusal(thrown: unknown): Refusal {
  if (thrown && typeof thrown === 'object' && 'code' in thrown && 'message' in thrown) {
    const r = thrown as Partial<Refusal>
    return { code: String(r.code), message: String(r.message), remedy: r.remedy ?? '', findings: r.findings ?? [] }
  }
  const words = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    code: 'window-fault',
    message: `窗口没有得到答复：${words}`,
    remedy: '已录入的内容仍在；请按 F5 重试，仍不行就重开程序。',
    findings: [],
  }
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
