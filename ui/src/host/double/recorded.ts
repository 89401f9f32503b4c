/**
 * Answers of the real desk, recorded by `tests/desk/recorded.rs`, which fails when they are the desk's no more. What
 * the double says of projects, fields, papers, fees, states, people, the board, the look-up, a trail, prints, steps of
 * a key, keys plugged in, PINs and refusals it reads here, so that it cannot drift.
 */
import type {
  AccountLine,
  CaseState,
  ConditionInfo,
  Device,
  FeeView,
  FieldGroup,
  FieldInfo,
  FormLine,
  Gate,
  HitKind,
  KeyStepLine,
  Making,
  MaterialLine,
  PracticeAccount,
  PreviewForm,
  Printed,
  ProjectInfo,
  Refusal,
  StateLine,
  TodayFigures,
  Tokens,
  YearsInfo,
} from '../../bindings'
import answers from './recorded.json'

/** What a print says, without its folder and the number of its case (`{number}`). */
type ToldPrint = Pick<Printed, 'message' | 'files' | 'reprint'> & {
  papers: Pick<Printed['papers'][number], 'title' | 'state' | 'said'>[]
}

/** What is asked for on a business, and what it brings with it, as a case is opened. */
interface Opened {
  groups: FieldGroup[]
  employeeColumns: FieldInfo[]
  years: YearsInfo | null
  conditions: ConditionInfo[]
  materials: MaterialLine[]
  forms: FormLine[]
  /** By years and people (`3/1`); of a business whose guide states none, by what was typed, in 分. */
  fees: Record<string, FeeView>
  /** The words of the six steps. */
  spine: string[]
  wantsSamples: boolean
  projectVersion: string
  making: Making | null
  preview: PreviewForm[]
}

interface Recorded {
  projects: ProjectInfo[]
  states: StateLine[]
  /** By project, kind and business: what is asked for when a case is opened. */
  opened: Record<string, Opened>
  /** What the board of a counter says of its parts when it is new, and its figures after a few cases. */
  devices: Device[]
  figures: TodayFigures
  /** People of a practice counter. */
  people: { accounts: AccountLine[]; practiceAccounts: PracticeAccount[] }
  /** How a case and a unit read in the look-up; `{…}` stands for what is its own. */
  hits: Record<HitKind, string>
  /** What is said of a case that was filled in and printed; `{…}` stands for what is its own. */
  told: {
    trail: string[]
    printed: ToldPrint
    slip: ToldPrint
  }
  /** By state: how a case's line of a list reads. */
  lines: Record<CaseState, { stateWord: string; nextStep: string; nextActor: string }>
  /** The steps of a key of a new certificate, and of one that is unlocked. */
  steps: Record<'new' | 'unlock', Pick<KeyStepLine, 'step' | 'word' | 'ifPulled' | 'needsKey'>[]>
  /** One blank key plugged in, and with another one beside it; without what is the machine's. */
  tokens: Record<'one' | 'several', Tokens>
  /** What is said of new PINs while they are typed: taken, too short, tried by everybody. */
  pins: Record<'50718293' | '1234' | '111111' | '123456', Gate>
  /** Refusals by their code. */
  refusals: Record<
    'password-short' | 'step-not-next' | 'reason-missing' | 'role-missing' | 'store-wrong-password',
    Refusal
  >
}

export const recorded = answers as unknown as Recorded
