import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { CaseRow, DocumentLine, Finding, HandOverChecked, HandOverView, KeyPin } from '@/bindings'
import { useAsk, useClient } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import { dropDraft, freshDraft, keepDraft, keptDraft, leavingOf, wayOf, type HandOverDraft } from './draft'

/** The hand-over of one case, and the queue it stands in. The desk says what is missing; this only asks it in time. */
export function useHandOver() {
  const api = useClient()
  const { session } = useSession()
  const { busy, refusal, ask } = useAsk()
  const queue = ref<CaseRow[]>([])
  const queueLoaded = ref(false)
  const view = shallowRef<HandOverView | null>(null)
  const documents = ref<DocumentLine[]>([])
  const draft = ref<HandOverDraft | null>(null)
  const checked = shallowRef<HandOverChecked | null>(null)
  /** Fields that were left once: only those complain. */
  const left = reactive(new Set<string>())
  /** PINs that were typed twice the same, by job. They live as long as this screen shows this case. */
  const pins = reactive(new Map<number, string>())
  /** Why a PIN is not yet complete, by job. */
  const pinProblems = reactive(new Map<number, string>())
  /** PINs to be told once, kept nowhere else. */
  const pinOnce = ref<string | null>(null)

  const account = () => session.value?.accountId ?? 0
  const done = computed(() => view.value !== null && view.value.case.state === 'closed')
  const way = computed(() => (view.value && draft.value ? wayOf(view.value.plan, draft.value) : undefined))
  const why = computed(() => {
    if (!view.value || done.value) return ''
    if (!view.value.mayHandOver.open) return view.value.mayHandOver.reason
    if (checked.value && !checked.value.may.open) return checked.value.may.reason
    const asked = way.value?.pinsOf ?? []
    return [...pinProblems].find(([job, words]) => asked.includes(job) && words !== '')?.[1] ?? ''
  })

  function args() {
    const asked = way.value?.pinsOf ?? []
    const typed: KeyPin[] = [...pins]
      .filter(([job]) => asked.includes(job))
      .map(([jobId, newPin]) => ({ jobId, newPin }))
    const seen = (way.value?.ticks ?? [])
      .map((tick) => tick.id)
      .filter((id) => draft.value?.seen.includes(id))
    return {
      id: view.value?.case.id ?? 0,
      leaving: leavingOf(draft.value as HandOverDraft),
      pins: typed,
      seen,
    }
  }

  let asked = 0
  /** Asks the desk what is still in the way. An answer that a later question has overtaken is dropped. */
  async function check(): Promise<void> {
    if (!view.value || !draft.value || done.value || !view.value.mayHandOver.open) return
    const mine = ++asked
    const answer = await api.checkHandOver(args()).catch(() => null)
    if (mine === asked && answer) checked.value = answer
  }

  /** What the desk says of a field that was left. */
  function findingsAt(field: string): Finding[] {
    if (!left.has(field)) return []
    return checked.value?.findings.filter((finding) => finding.field === field) ?? []
  }
  function leave(field: string): void {
    left.add(field)
    void check()
  }

  async function loadQueue(): Promise<void> {
    const rows = await api.listCases({ states: ['ready'], text: '', limit: 200 }).catch(() => null)
    if (!rows) return
    queue.value = [...rows].sort((a, b) => a.since.localeCompare(b.since))
    queueLoaded.value = true
  }

  async function show(id: number): Promise<void> {
    const next = await ask(() => api.handOverView({ id }))
    if (!next) return
    const other = id !== view.value?.case.id
    view.value = next
    if (other) {
      left.clear()
      pins.clear()
      pinProblems.clear()
      checked.value = null
      draft.value = keptDraft(account(), id) ?? freshDraft(next.plan)
    }
    documents.value = (await api.documents({ id }).catch(() => null)) ?? []
    await check()
  }

  /** Hands the case over. What was typed stays when the desk refuses. */
  async function handOver(): Promise<boolean> {
    const present = view.value
    if (!present || !draft.value || done.value || busy.value) return false
    const next = await ask(() => api.handOver(args()))
    if (!next) {
      const refused = refusal.value
      // A key may have taken its PIN before another thing failed: the plan says so, and asks for it no more.
      const again = await api.handOverView({ id: present.case.id }).catch(() => null)
      if (again) view.value = again
      for (const field of checked.value?.findings.flatMap((f) => f.field ?? []) ?? []) left.add(field)
      await check()
      refusal.value = refused
      return false
    }
    // The PINs are taken out of the answer: they are shown once and kept nowhere else.
    pinOnce.value = next.pinOnce
    pins.clear()
    dropDraft(account(), present.case.id)
    view.value = { ...next, pinOnce: null }
    documents.value = (await api.documents({ id: present.case.id }).catch(() => null)) ?? documents.value
    await loadQueue()
    return true
  }

  /** Prints the sheet once more. */
  async function printSheet(): Promise<void> {
    const present = view.value
    if (!present?.sheet) return
    const next = await ask(() => api.printHandOverSheet({ id: present.case.id }))
    if (next) view.value = next
  }

  watch(
    draft,
    (now) => {
      if (now && view.value && !done.value) keepDraft(account(), view.value.case.id, now)
      void check()
    },
    { deep: true },
  )
  watch(pins, () => void check())

  return {
    busy,
    refusal,
    queue,
    queueLoaded,
    view,
    documents,
    draft,
    checked,
    pins,
    pinProblems,
    pinOnce,
    done,
    way,
    why,
    findingsAt,
    leave,
    check,
    loadQueue,
    show,
    handOver,
    printSheet,
  }
}

/** What `useHandOver` gives. */
export type HandOverDesk = ReturnType<typeof useHandOver>
