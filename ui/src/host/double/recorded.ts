/**
 * Answers of the real desk, recorded by `tests/desk/recorded.rs`, which fails when they are the desk's no more. What
 * the double says of projects, fields and states it reads here, so that it cannot drift.
 */
import type { FieldGroup, FieldInfo, ProjectInfo, StateLine } from '../../bindings'
import answers from './recorded.json'

interface Recorded {
  projects: ProjectInfo[]
  states: StateLine[]
  /** By project, kind and business: what is asked for when a case is opened. */
  opened: Record<string, { groups: FieldGroup[]; employeeColumns: FieldInfo[] }>
}

export const recorded = answers as unknown as Recorded
