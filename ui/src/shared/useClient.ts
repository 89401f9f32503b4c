import { computed, ref, type Ref } from 'vue'
import { client, type Client, type Host, type Refusal } from '@/bindings'
import { asRefusal } from './refusal'

export { asRefusal }

let current: Client | null = null

/** Questions: they change nothing, and screens ask them by themselves. Every other command is somebody's act. */
const QUESTIONS: ReadonlySet<string> = new Set([
  'status',
  'news',
  'hall_tickets',
  'touch',
  'board',
  'look_up',
  'list_cases',
  'projects',
  'get_case',
  'audit_of_case',
  'ways',
  'documents',
  'purposes',
  'preview',
  'scanners',
  'scanner_options',
  'next_scanned',
  'cameras',
  'poll_watch_folder',
  'tray',
  'pages_of_case',
  'samples',
  'review',
  'tokens',
  'plugged',
  'stock',
  'queue',
  'key_queue',
  'key_tray',
  'key_desk',
  'revocations',
  'ledger',
  'ledger_entry',
  'keys_at_hand',
  'read_certificate',
  'hand_over_view',
  'settings',
  'backup_state',
  'back_up_today',
  'check_today',
  'installed',
  'agreement_text',
  'read_page',
  'check_hand_over',
  'look_at_pin',
])

/** The command that was sent last; read right behind the call that sends it. */
let sent: string | null = null
const acted = new Set<(command: string) => void>()

/** Tells after every act that the desk has done; returns how to stop. */
export function onActed(run: (command: string) => void): () => void {
  acted.add(run)
  return () => acted.delete(run)
}

/** What a question is refused with when the desk has ended the session by itself. */
const ENDED: ReadonlySet<string> = new Set(['not-signed-in', 'account-closed'])
const ended = new Set<() => void>()

/** Tells when the desk has ended the session by itself; returns how to stop. */
export function onEnded(run: () => void): () => void {
  ended.add(run)
  return () => ended.delete(run)
}

const behind = new Set<() => void>()

/**
 * Tells when an act was refused because another window has changed the case since it was shown here; returns how to
 * stop. Saving is no such act: it brings both together by itself.
 */
export function onElsewhere(run: () => void): () => void {
  behind.add(run)
  return () => behind.delete(run)
}

/** Names the host once, before the first screen is shown. */
export function useHost(host: Host): void {
  const noting = async <T>(command: string, answer: Promise<T>): Promise<T> => {
    sent = command
    const done = await answer.catch((thrown: unknown) => {
      const { code } = asRefusal(thrown)
      if (command !== 'save_case' && code === 'case-changed-elsewhere') behind.forEach((run) => run())
      if (ENDED.has(code)) ended.forEach((run) => run())
      throw thrown
    })
    if (!QUESTIONS.has(command)) acted.forEach((run) => run(command))
    return done
  }
  current = client({
    call: (command, args) => noting(command, host.call(command, args)),
    // Pictures and documents are only looked at.
    bytes: (command, args) => host.bytes(command, args),
    upload: (command, name, about, data) => noting(command, host.upload(command, name, about, data)),
  })
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
  /**
   * What was refused. The refusal of an act stays until it is put away or an act of the person succeeds: no reload
   * takes it away or lays its own over it. The refusal of a question goes when a question is answered again.
   */
  refusal: Ref<Refusal | null>
  /** Runs a command; answers nothing when it was refused. */
  ask<T>(run: () => Promise<T>): Promise<T | undefined>
}

/** Runs commands one screen at a time and keeps the refusal for its bar. */
export function useAsk(): Ask {
  const busy = ref(false)
  const ofAct = ref<Refusal | null>(null)
  const ofQuestion = ref<Refusal | null>(null)
  let running = 0
  return {
    busy,
    refusal: computed({
      get: () => ofAct.value ?? ofQuestion.value,
      set: (told) => {
        ofAct.value = told
        ofQuestion.value = null
      },
    }),
    async ask(run) {
      running += 1
      busy.value = true
      sent = null
      const asked = run()
      const isQuestion = sent !== null && QUESTIONS.has(sent)
      try {
        const answer = await asked
        ofQuestion.value = null
        if (!isQuestion) ofAct.value = null
        return answer
      } catch (thrown) {
        if (isQuestion) ofQuestion.value = asRefusal(thrown)
        else ofAct.value = asRefusal(thrown)
        return undefined
      } finally {
        running -= 1
        busy.value = running > 0
      }
    },
  }
}
