import { reactive } from 'vue'
import type { LookOf } from '@/bindings'

/** A record that can be looked at, with what it is called in the list it comes from. */
export interface Shown {
  of: LookOf
  id: number
  title: string
}

/** What is looked at: the records of the list, and which of them is open. Nothing is open while the list is empty. */
export const looking = reactive<{ items: Shown[]; at: number }>({ items: [], at: 0 })

/** Opens a record in the window, with its neighbours to turn to. */
export function look(items: Shown[], at = 0): void {
  looking.items = items
  looking.at = Math.min(Math.max(at, 0), Math.max(items.length - 1, 0))
}

/** Puts it away. */
export function lookAway(): void {
  looking.items = []
}
