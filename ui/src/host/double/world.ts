/** What the parts of the double share: the cases' half as the desks see it, and the desks' own state. */
import type { CaseState, CaseView, DocumentLine, KeyJob, PageLine, SampleLine, Tokens } from '../../bindings'
import type { Drawn } from './drawings'

/** What this half needs of the other one. */
export interface World {
  view(id: number): CaseView
  setState(id: number, state: CaseState, returned?: CaseView['returned']): void
  /** Who is signed in. */
  who(): string
  now(): string
  training: boolean
}

export type Handlers = Record<string, (args: never) => unknown>

/** Where the rows of a drawn form stand, in millimetres. */
export const ROW = { x: 20, h: 11, w: 170 }
/** Where the rows of a drawn form stand, in millimetres. */
export const rowY = (index: number): number => 42 + (index % 20) * 11

/** What the desks of the double know. */
export interface DeskState {
  pages: PageLine[]
  drawn: Map<number, Drawn>
  seeded: Set<number>
  samples: Map<number, SampleLine[]>
  verdicts: Map<number, Map<string, { verdict: string; reason: string }>>
  jobs: Map<number, KeyJob[]>
  documents: Map<number, DocumentLine[]>
  tokens: Tokens
  readerTells: () => void
  nextId: number
}
