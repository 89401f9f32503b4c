/** What a page of help is made of. It is data: a screen's station in words, never a handbook and never a rule. */
import type { KeyPlace } from '@/shared/keys'

/** Something that happens at this station, and what to do then. */
export interface Case {
  when: string
  then: string
}

/** The help of one screen. */
export interface HelpPage {
  title: string
  /** What this station is for, in a sentence or two. */
  about: string
  /** The ordinary way, step by step. */
  steps: string[]
  /** What to do when … */
  cases: Case[]
  /** Whose keys of the table are shown, before those that hold everywhere. */
  places: KeyPlace[]
}
