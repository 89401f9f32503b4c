import type { CaseState, Content, Mark, Payment, ReturnReason } from '@/bindings'

/** A case as the double keeps it. */
export interface Stored {
  id: number
  number: string
  revision: number
  savedAt: string
  state: CaseState
  content: Content
  since: string
  clerk: string
  note: string
  returned: ReturnReason[]
  kept: Set<string>
  seen: Record<string, Mark[]>
  conditions: string[]
  payment: Payment | null
  typedFee: number
  printed: boolean
  takenFrom: string | null
}
