/**
 * The state of the key desk: queue, the case in hand, what is plugged in, the step that comes next.
 * It never takes a step by itself, and never holds a PIN longer than the call that carries it.
 */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import type { Beside, CaseRow, Finding, KeyDesk, KeyWent, ReaderLine, Refusal, Tokens } from '@/bindings'
import { asRefusal, useAsk, useClient } from '@/shared/useClient'
import { keyFor, matches, needsKey, openJob } from './bench'

/** Milliseconds between two looks at what is plugged in, where no reader service tells. */
export const POLL_MS = 2000

export function useKeyDesk() {
  const api = useClient()
  const { busy, refusal, ask } = useAsk()
  const queue = ref<CaseRow[]>([])
  const queueLoaded = ref(false)
  const desk = shallowRef<KeyDesk | null>(null)
  const jobId = ref<number | null>(null)
  const tokens = shallowRef<Tokens | null>(null)
  const tokensRefusal = shallowRef<Refusal | null>(null)
  const chosen = ref('')
  const message = ref('')
  const file = ref<string | null>(null)
  const findings = ref<Finding[]>([])
  const pinOnce = ref<string | null>(null)
  const running = ref('')

  const job = computed(() => openJob(desk.value, jobId.value))
  const key = computed(() => keyFor(tokens.value, job.value, chosen.value))
  const matched = computed(() => matches(key.value, job.value))
  const wantsKey = computed(() => needsKey(job.value))
  /** Nothing is plugged in that the next step could work on. */
  const noKey = computed(() => wantsKey.value && tokens.value?.tokens.length === 0)
  const mustChoose = computed(() => wantsKey.value && tokens.value?.state === 'several' && !key.value)
  /** Another key than the job's is plugged in, and the next step would work on it. */
  const wrongKey = computed(() => wantsKey.value && matched.value === false)

  /** Shows what went wrong in a call that was not made here. */
  function fail(thrown: unknown): void {
    refusal.value = asRefusal(thrown)
  }

  async function loadQueue(): Promise<void> {
    const answer = await ask(() => api.keyQueue())
    if (!answer) return
    queue.value = answer.cases
    queueLoaded.value = true
  }

  function settle(next: KeyDesk): void {
    desk.value = next
  }

  async function open(id: number): Promise<void> {
    const next = await ask(() => api.keyDesk({ id }))
    if (!next) return
    const another = desk.value?.case.id !== id
    if (another) {
      jobId.value = null
      chosen.value = ''
      message.value = ''
      file.value = null
      findings.value = []
    }
    settle(next)
    if (another) void look()
  }

  function close(): void {
    desk.value = null
    jobId.value = null
    message.value = ''
    findings.value = []
  }

  function pickJob(id: number): void {
    jobId.value = id
    // The key of one certificate is never the key of the next.
    chosen.value = ''
    findings.value = []
    message.value = ''
  }

  function wentOn(went: KeyWent): void {
    settle(went.desk)
    message.value = went.message
    file.value = went.file
    findings.value = went.findings
    pinOnce.value = went.pinOnce
  }

  async function run(what: string, call: () => Promise<KeyWent>): Promise<boolean> {
    if (busy.value) return false
    running.value = what
    findings.value = []
    const went = await ask(call)
    running.value = ''
    if (went) wentOn(went)
    else if (desk.value) {
      // A refused step is in the journal too: show it as the core recorded it.
      const kept = refusal.value
      const again = await api.keyDesk({ id: desk.value.case.id }).catch(() => null)
      if (again) settle(again)
      refusal.value = kept
    }
    void look()
    return went !== undefined && went.findings.every((finding) => finding.severity !== 'refuse')
  }

  /** Somebody beside agrees to the use of the SO PIN that the next step needs. */
  async function agree(beside: Beside): Promise<void> {
    const present = job.value
    if (present) await run('在旁同意', () => api.agreeBeside({ jobId: present.id, beside }))
  }

  /** Takes the step that the screen shows as next. */
  async function goOn(
    secrets: { newPin?: string; soPin?: string; pin?: string; confirmLastTry?: boolean } = {},
  ): Promise<boolean> {
    const present = job.value
    if (!present?.next || !present.mayGoOn.open) return false
    const { id, next } = present
    const serial = (wantsKey.value ? key.value?.serial : present.serial) ?? ''
    const args = {
      jobId: id,
      step: next,
      serial,
      newPin: secrets.newPin ?? '',
      soPin: secrets.soPin ?? '',
      pin: secrets.pin ?? '',
      confirmLastTry: secrets.confirmLastTry ?? false,
    }
    return run(present.nextWord, () => api.keyGo(args))
  }

  async function takeAnswer(answer: File): Promise<void> {
    const present = job.value
    if (!present) return
    const data = new Uint8Array(await answer.arrayBuffer())
    await run('核对回包', () => api.importAnswer(answer.name, present.id, data))
  }

  async function trainingIssue(): Promise<void> {
    const present = job.value
    if (present) await run('培训 CA 签发', () => api.trainingIssue({ id: present.id }))
  }

  async function confirmTerm(): Promise<void> {
    const present = job.value
    if (present) await run('确认有效期', () => api.confirmTerm({ id: present.id }))
  }

  /** Takes the present job over from the window where it is worked on. */
  async function takeOver(reason: string): Promise<void> {
    const present = job.value
    if (present) await run('接手', () => api.takeOverJob({ jobId: present.id, reason }))
  }

  async function exportAgain(): Promise<void> {
    const present = desk.value
    if (present) await run('重新导出', () => api.exportAgain({ id: present.case.id }))
  }

  /** Records that a key with something on it may be wiped for the case; a refusal goes to the dialog that asked. */
  async function decide(serial: string, reason: string, beside: Beside): Promise<void> {
    const present = desk.value
    if (present) tokens.value = await api.decideKey({ caseId: present.case.id, serial, reason, beside })
  }

  /** Prints the PIN letter of the present job; a refusal goes to the dialog that asked. */
  async function printLetter(reason: string, beside: Beside | null): Promise<void> {
    const present = job.value
    if (present) settle(await api.printPinLetter({ jobId: present.id, reason, beside }))
  }

  // —— what is plugged in ——
  let timer: ReturnType<typeof setTimeout> | null = null
  let alive = false
  let looking = false

  const caseAtHand = () => desk.value?.case.id ?? 0

  async function look(): Promise<void> {
    if (looking) return
    looking = true
    const asked = caseAtHand()
    try {
      const next = await api.tokens({ id: asked })
      if (asked !== caseAtHand()) return
      const changed = serials(tokens.value) !== serials(next)
      // What stays as it was is not shown again: a screen that stands open all day draws nothing then.
      if (!sameAnswer(tokens.value, next)) tokens.value = next
      tokensRefusal.value = null
      if (chosen.value && !next.tokens.some((token) => token.serial === chosen.value)) chosen.value = ''
      // Whether the next step may be taken depends on what is plugged in, so it is asked anew.
      if (changed && desk.value && !busy.value) {
        const id = desk.value.case.id
        const again = await api.keyDesk({ id }).catch(() => null)
        if (again && desk.value?.case.id === id && !busy.value) settle(again)
      }
    } catch (thrown) {
      tokensRefusal.value = asRefusal(thrown)
    } finally {
      looking = false
      // Whose a key is depends on the case, and another one may have been opened meanwhile.
      if (alive && asked !== caseAtHand()) void look()
    }
  }

  /** Looks, and looks again as soon as a reader tells of a key, at the latest after a while. */
  async function poll(known: ReaderLine[] = []): Promise<void> {
    // While a step is under way the key is not asked: the step has it.
    if (!busy.value) await look()
    if (!alive) return
    const now = await api.plugged({ readers: known }).catch(() => null)
    if (!alive) return
    if (now) void poll(now.readers)
    else timer = setTimeout(() => void poll(), POLL_MS)
  }

  onMounted(() => {
    alive = true
    void poll()
  })
  onBeforeUnmount(() => {
    alive = false
    if (timer) clearTimeout(timer)
    pinOnce.value = null
  })

  return {
    busy,
    refusal,
    queue,
    queueLoaded,
    desk,
    job,
    tokens,
    tokensRefusal,
    chosen,
    key,
    matched,
    wrongKey,
    noKey,
    mustChoose,
    message,
    file,
    findings,
    pinOnce,
    running,
    loadQueue,
    open,
    close,
    pickJob,
    agree,
    goOn,
    takeAnswer,
    trainingIssue,
    confirmTerm,
    takeOver,
    exportAgain,
    look,
    decide,
    fail,
    printLetter,
  }
}

const sameAnswer = (one: Tokens | null, other: Tokens): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

const serials = (tokens: Tokens | null): string =>
  tokens
    ? `${tokens.state} ${tokens.tokens.map((token) => `${token.serial}/${token.presence}`).join(' ')}`
    : ''
