/**
 * The state of the review screen: queue, the case in hand, the item in focus, what can be taken back.
 * It never approves on its own account: the gate and the hash of what was seen come from the core.
 */
import { computed, ref, shallowRef } from 'vue'
import type { CaseRow, ReviewItem, ReviewView, Verdict, VerdictGiven } from '@/bindings'
import { useAsk, useClient } from '@/shared/useClient'
import { fallenBack, nextOpen, progressOf, stepTo, verdictOf } from './progress'
import { zoomBy } from './region'

export function useReview() {
  const api = useClient()
  const { busy, refusal, ask } = useAsk()
  const queue = ref<CaseRow[]>([])
  const queueLoaded = ref(false)
  const view = shallowRef<ReviewView | null>(null)
  const at = ref(0)
  const zoom = ref(1)
  const wholePage = ref(false)
  const fallen = ref<ReviewItem[]>([])
  const taken: { item: string; verdict: VerdictGiven; reason: string }[] = []
  const mayTakeBack = ref(false)

  const items = computed(() => view.value?.items ?? [])
  const item = computed<ReviewItem | undefined>(() => items.value[at.value])
  const progress = computed(() => progressOf(items.value))

  function show(next: ReviewView, sameCase: boolean, setting?: string): void {
    if (sameCase && view.value) {
      fallen.value = [
        ...fallen.value.filter((old) => next.items.some((now) => now.id === old.id && verdictOf(now) === '')),
        ...fallenBack(view.value.items, next.items).filter((now) => now.id !== setting),
      ].filter((one, index, all) => all.findIndex((other) => other.id === one.id) === index)
    } else {
      fallen.value = []
      taken.length = 0
      mayTakeBack.value = false
    }
    view.value = next
  }

  async function loadQueue(): Promise<void> {
    const rows = await ask(() => api.listCases({ states: ['in_review'], text: '', limit: 200 }))
    if (!rows) return
    // First come, first checked.
    queue.value = [...rows].sort((a, b) => a.since.localeCompare(b.since))
    queueLoaded.value = true
  }

  async function open(id: number): Promise<void> {
    const next = await ask(() => api.review({ id }))
    if (!next) return
    const same = view.value?.case.id === id
    show(next, same)
    if (!same) {
      const first = nextOpen(next.items, -1)
      at.value = Math.max(0, first)
      wholePage.value = false
    }
  }

  function close(): void {
    view.value = null
    fallen.value = []
  }

  function focus(index: number): void {
    at.value = index
    wholePage.value = false
  }

  function step(by: number): void {
    focus(stepTo(items.value, at.value, by))
  }

  function toNextOpen(): void {
    const next = nextOpen(items.value, at.value)
    if (next >= 0) focus(next)
  }

  async function set(
    target: ReviewItem,
    verdict: VerdictGiven,
    reason: string,
    keep = true,
  ): Promise<boolean> {
    const present = view.value
    if (!present || busy.value) return false
    const before = { item: target.id, verdict: verdictOf(target), reason: target.reason }
    const next = await ask(() => api.setVerdict({ id: present.case.id, item: target.id, verdict, reason }))
    if (!next) return false
    if (keep) taken.push(before)
    mayTakeBack.value = taken.length > 0
    show(next, true, target.id)
    return true
  }

  /** Sets the verdict on the item in focus and moves on to the next open one. */
  async function judge(verdict: Verdict, reason = ''): Promise<void> {
    const target = item.value
    if (!target) return
    if (await set(target, verdict, reason)) {
      const next = nextOpen(items.value, at.value)
      if (next >= 0) focus(next)
    }
  }

  /** Takes the last verdict back and goes to its item. */
  async function takeBack(): Promise<void> {
    const last = taken.at(-1)
    const target = last && items.value.find((candidate) => candidate.id === last.item)
    if (!last || !target) return
    if (await set(target, last.verdict, last.reason, false)) {
      taken.pop()
      mayTakeBack.value = taken.length > 0
      focus(items.value.findIndex((candidate) => candidate.id === last.item))
    }
  }

  async function approve(): Promise<boolean> {
    const present = view.value
    if (!present?.mayApprove.open || busy.value) return false
    return (await ask(() => api.approve({ id: present.case.id, boundHash: present.boundHash }))) !== undefined
  }

  async function sendBack(note: string): Promise<boolean> {
    const present = view.value
    if (!present?.mayReturn.open || busy.value) return false
    return (await ask(() => api.returnCase({ id: present.case.id, note }))) !== undefined
  }

  /** The case before (−1) or after (1) the present one in the queue. */
  function neighbour(by: number): CaseRow | undefined {
    const here = queue.value.findIndex((row) => row.id === view.value?.case.id)
    if (here < 0) return by > 0 ? queue.value[0] : undefined
    return queue.value[here + by]
  }

  return {
    busy,
    refusal,
    queue,
    queueLoaded,
    view,
    at,
    zoom,
    wholePage,
    fallen,
    mayTakeBack,
    items,
    item,
    progress,
    loadQueue,
    open,
    close,
    focus,
    step,
    toNextOpen,
    judge,
    takeBack,
    approve,
    sendBack,
    neighbour,
    zoomIn: () => (zoom.value = zoomBy(zoom.value, 1)),
    zoomOut: () => (zoom.value = zoomBy(zoom.value, -1)),
  }
}
