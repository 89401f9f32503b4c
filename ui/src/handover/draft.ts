/**
 * What was filled in at the hand-over so far. It is kept by case while the window is open, so that going elsewhere and
 * locking lose nothing; PINs are never part of it. Which ways, checks and words there are is the desk's plan, never
 * decided here.
 */
import type { HandOverPlan, HandOverWay, Leaving, LeavingWay, Postage } from '@/bindings'

/** The fields of all ways at once: changing the way and back keeps what was typed. */
export interface HandOverDraft {
  way: LeavingWay
  name: string
  idNo: string
  from: string
  until: string
  recipient: string
  phone: string
  address: string
  courier: string
  tracking: string
  postage: Postage | null
  seen: string[]
}

/** An untouched draft: the usual way, and what the case knows about posting. */
export function freshDraft(plan: HandOverPlan): HandOverDraft {
  const { recipient, phone, address, couriers, postage } = plan.posting
  return {
    way: plan.ways[0]?.way ?? 'nothing',
    name: '',
    idNo: '',
    from: '',
    until: '',
    recipient,
    phone,
    address,
    courier: couriers.length === 1 ? (couriers[0] as string) : '',
    tracking: '',
    postage,
    seen: [],
  }
}

/** The part of the draft that the chosen way needs. */
export function leavingOf(draft: HandOverDraft): Leaving {
  const { name, idNo, recipient, phone, address, courier, tracking, postage } = draft
  switch (draft.way) {
    case 'applicant':
      return { way: 'applicant', name, idNo }
    case 'other':
      return { way: 'other', name, idNo, authorisedFrom: draft.from, authorisedUntil: draft.until }
    case 'posted':
      return { way: 'posted', recipient, phone, address, courier, tracking, postage }
    case 'nothing':
      return { way: 'nothing' }
  }
}

/** The plan's words for the chosen way. */
export function wayOf(plan: HandOverPlan, draft: HandOverDraft): HandOverWay | undefined {
  return plan.ways.find((way) => way.way === draft.way)
}

const kept = new Map<string, HandOverDraft>()
const place = (account: number, id: number) => `${account}:${id}`

/** What this person filled in for this case before. */
export function keptDraft(account: number, id: number): HandOverDraft | undefined {
  return kept.get(place(account, id))
}

/** Keeps a draft until the case is handed over. */
export function keepDraft(account: number, id: number, draft: HandOverDraft): void {
  kept.set(place(account, id), draft)
}

/** The case was handed over: nothing of it stays. */
export function dropDraft(account: number, id: number): void {
  kept.delete(place(account, id))
}
