/**
 * Answers of the real desk, recorded by `tests/desk/recorded.rs`, which fails when they are the desk's no more. What
 * the double says of projects, fields, states, steps of a key, keys plugged in, PINs and refusals it reads here, so
 * that it cannot drift.
 */
import type {
  CaseState,
  FieldGroup,
  FieldInfo,
  Gate,
  KeyStepLine,
  ProjectInfo,
  Refusal,
  StateLine,
  Tokens,
} from '../../bindings'
import answers from './recorded.json'

interface Recorded {
  projects: ProjectInfo[]
  states: StateLine[]
  /** By project, kind and business: what is asked for when a case is opened. */
  opened: Record<string, { groups: FieldGroup[]; employeeColumns: FieldInfo[] }>
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
