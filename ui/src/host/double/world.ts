/** What the parts of the double share: the cases' half as the desks see it, and the desks' own state. */
import type {
  Calls,
  CaseState,
  CaseView,
  DocumentLine,
  Files,
  KeyJob,
  PageLine,
  Pictures,
  SampleLine,
  Tokens,
  Verdict,
} from '../../bindings'
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

/** Commands as they are played: each takes and answers what the desk's own list says, or is left out. */
export type PlayedCalls = {
  [C in keyof Calls]?: (args: Calls[C]['args']) => Calls[C]['answer'] | Promise<Calls[C]['answer']>
}
/** The same for commands that answer in bytes. */
export type PlayedPictures = { [C in keyof Pictures]?: (args: Pictures[C]) => Blob }
/** The same for commands that take a file. */
export type PlayedFiles = {
  [C in keyof Files]?: (name: string, about: number, data: Uint8Array) => Files[C] | Promise<Files[C]>
}

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
  verdicts: Map<number, Map<string, { verdict: Verdict; reason: string }>>
  jobs: Map<number, KeyJob[]>
  documents: Map<number, DocumentLine[]>
  tokens: Tokens
  readerTells: () => void
  nextId: number
}
