import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue'

/** Changes that were typed and not saved, by page and account: leaving the screen loses none of them. */
const kept = new Map<string, unknown>()

/** A draft of something that is saved as a whole. */
export interface Draft<T> {
  value: Ref<T>
  /** Something was changed and is not saved yet. */
  changed: ComputedRef<boolean>
  /** Back to what is stored. */
  drop(): void
}

/**
 * A draft over `stored`. It follows what is stored as long as nothing was changed; what was changed stays, also when
 * another page is saved or the screen is left.
 */
export function useStoredDraft<T>(key: string, stored: () => T): Draft<T> {
  const copy = (): T => JSON.parse(JSON.stringify(stored())) as T
  const text = (one: unknown): string => JSON.stringify(one)
  const value = ref((kept.get(key) as T | undefined) ?? copy()) as Ref<T>
  const changed = computed(() => text(value.value) !== text(stored()))
  watch(
    stored,
    (_, before) => {
      if (text(value.value) === text(before)) value.value = copy()
    },
    { deep: true },
  )
  onBeforeUnmount(() => {
    if (changed.value) kept.set(key, value.value)
    else kept.delete(key)
  })
  return {
    value,
    changed,
    drop: () => {
      value.value = copy()
    },
  }
}

/** Forgets all drafts; for tests. */
export function forgetDrafts(): void {
  kept.clear()
}
