import { computed, onBeforeUnmount, reactive, ref, shallowRef, type Ref } from 'vue'
import type { CasePatch, CaseView, Finding, Mark } from '@/bindings'
import { useAsk, useClient } from '@/shared/useClient'
import { inverse } from '@/shared/clashes'
import { merge, takeKept, useDraft } from '@/shared/useDraft'
import { useSession } from '@/shared/useSession'
import { onHandedIn } from '@/shared/useSpool'
import { isBlank, type Row } from './paste'

/** Whether a finding still has to be dealt with before printing. */
export const isOpen = (f: Finding): boolean => f.severity === 'refuse' || (f.severity === 'warn' && !f.kept)

/** A case on the intake screen: what is typed, what the desk says about it, and the queue between the two. */
export function useIntake(first: CaseView) {
  const client = useClient()
  const account = useSession().session.value?.accountId ?? 0
  const view = shallowRef(first)
  const values = reactive<Record<string, string>>({ ...first.content.fields })
  const employees: Ref<Row[]> = ref(first.content.employees.map((row) => ({ ...row })))
  /** The field in which one types, and whether it was changed since it was entered. */
  const focused = ref<string | null>(null)
  const touched = ref(false)
  const { ask, refusal, busy } = useAsk()
  /** A print held until the last change; putting the value back makes it hold again. */
  const voided = ref(false)

  const { queue, state: saving } = useDraft(
    first,
    {
      save: (args) => client.saveCase(args),
      load: (id) => client.getCase({ id }),
      taken: (newer, pending) => take(newer, pending),
    },
    account,
  )

  /** Lays the desk's answer under what is being typed: nothing in the queue or under the cursor is overwritten. */
  function take(newer: CaseView, pending: CasePatch): void {
    const held = view.value.onPaper.length > 0
    if (newer.onPaper.length > 0) voided.value = false
    else if (held && newer.editable.open) voided.value = true
    view.value = newer
    if (Object.keys(pending).length === 0) chosen = {}
    for (const name of new Set([...Object.keys(values), ...Object.keys(newer.content.fields)])) {
      if (pending.fields && name in pending.fields) continue
      if (focused.value === name && touched.value) continue
      values[name] = newer.content.fields[name] ?? ''
    }
    const typingInAnnex = focused.value?.startsWith('employees.') && touched.value
    // An empty last row that was just added lives on the screen only, until something stands in it.
    if (!pending.employees && !typingInAnnex) {
      const blank = employees.value.slice(newer.content.employees.length).filter(isBlank)
      employees.value = [...newer.content.employees.map((row) => ({ ...row })), ...blank]
    }
  }

  /** Takes over a case that another command answered. */
  function replace(newer: CaseView): void {
    queue.take(newer)
    take(newer, queue.unsent)
  }

  const put = (patch: CasePatch) => queue.put(patch)

  /** What would take the last steps back, newest last. */
  const history: CasePatch[] = []
  /** Choices that the desk has not answered yet, so that a quick second one goes back to the first. */
  let chosen: CasePatch = {}
  /** Keeps how to take back what this patch is about to change. */
  function remember(patch: CasePatch): void {
    const back = inverse(view.value, patch)
    for (const key of Object.keys(back) as (keyof CasePatch)[]) {
      if (key in chosen && key !== 'fields' && key !== 'materials')
        Object.assign(back, { [key]: chosen[key] })
    }
    history.push(back)
    chosen = merge(chosen, patch)
  }

  /** A choice is no typing: it goes at once, and can be taken back. */
  const choose = (patch: CasePatch) => {
    if (!patch.keepFinding) remember(patch)
    queue.put(patch)
    void queue.flush()
  }

  /** Takes the last step back: a choice, a tick, rows, a payment, or a field that was left. */
  function undo(): boolean {
    const back = history.pop()
    if (!back) return false
    if (back.fields) Object.assign(values, back.fields)
    if (back.employees) employees.value = back.employees.map((row) => ({ ...row }))
    touched.value = false
    chosen = merge(chosen, back)
    queue.put(back)
    void queue.flush()
    return true
  }

  function type(name: string, value: string): void {
    values[name] = value
    touched.value = true
    put({ fields: { [name]: value } })
  }

  /** What stood in the field when it was entered. */
  let entered = ''
  function enter(name: string): void {
    focused.value = name
    touched.value = false
    entered = values[name] ?? ''
  }

  function leave(name: string): void {
    if (focused.value === name) focused.value = null
    const was = touched.value
    touched.value = false
    if (was && name in values && values[name] !== entered) history.push({ fields: { [name]: entered } })
    if (was) void queue.flush()
  }

  /** Rows as a whole: added, taken away, pasted. That is a step of its own. */
  function laySheet(rows: Row[]): void {
    history.push({ employees: employees.value.filter((row) => !isBlank(row)).map((row) => ({ ...row })) })
    setEmployees(rows)
    void queue.flush()
  }

  function setEmployees(rows: Row[]): void {
    employees.value = rows
    touched.value = true
    put({ employees: rows.filter((row, i) => !isBlank(row) || i < rows.length - 1) })
  }

  const mark = (material: string, marks: Mark[]) => choose({ materials: { [material]: marks } })
  const keep = (f: Finding) => choose({ keepFinding: `${f.field ?? ''}:${f.code}` })

  /** Puts a suggestion into the field of a finding. */
  function apply(f: Finding): void {
    if (!f.field || f.suggestion === null) return
    const place = /^employees\.(\d+)\.(.+)$/.exec(f.field)
    if (place) {
      setEmployees(
        employees.value.map((row, i) =>
          i === Number(place[1]) ? { ...row, [place[2] as string]: f.suggestion as string } : row,
        ),
      )
    } else if (f.field === 'years') put({ years: Number(f.suggestion) })
    else {
      history.push({ fields: { [f.field]: values[f.field] ?? '' } })
      type(f.field, f.suggestion)
    }
    touched.value = false
    void queue.flush()
  }

  /** Findings about a place; silent while one is still typing there. */
  const findingsAt = (place: string): Finding[] =>
    focused.value === place && touched.value ? [] : view.value.findings.filter((f) => f.field === place)

  /** Whether a change of this voids the print that holds: that is said before it is changed. */
  const isOnPaper = (name: string): boolean => view.value.onPaper.includes(name)
  const openFindings = computed(() => view.value.findings.filter(isOpen))
  /** Places that still need something, as the elements name themselves. */
  const missing = computed(() =>
    !view.value.fee.stated && view.value.fee.totalCents === null
      ? [...view.value.missing, 'fee']
      : view.value.missing,
  )
  const openPlaces = computed(
    () => new Set([...openFindings.value.map((f) => f.field ?? ''), ...missing.value].filter(Boolean)),
  )

  /** Flushes, then runs a command that needs everything to be saved. */
  async function settled<T>(run: () => Promise<T>): Promise<T | undefined> {
    await queue.flush()
    if (saving.phase === 'failed' || saving.phase === 'conflict') {
      refusal.value = saving.refusal
      return undefined
    }
    return ask(run)
  }
  async function reload(): Promise<void> {
    await queue.flush()
    const newer = await ask(() => client.getCase({ id: view.value.id }))
    if (newer) replace(newer)
  }
  onBeforeUnmount(
    onHandedIn(() => {
      if (saving.phase === 'spooled') void reload()
    }),
  )
  // What this person typed here and the store refused (a full disk) before the screen went away.
  const before = takeKept(account, first.id)
  if (before) {
    Object.assign(values, before.fields)
    if (before.employees) employees.value = before.employees.map((row) => ({ ...row }))
    put(before)
  }

  return {
    view,
    values,
    employees,
    focused,
    saving,
    queue,
    refusal,
    busy,
    openFindings,
    missing,
    openPlaces,
    voided,
    isOnPaper,
    put,
    choose,
    undo,
    isTouched: () => focused.value !== null && touched.value,
    laySheet,
    type,
    enter,
    leave,
    setEmployees,
    mark,
    keep,
    apply,
    findingsAt,
    settled,
    reload,
    replace,
  }
}

/** What the parts of the intake screen share. */
export type Intake = ReturnType<typeof useIntake>
