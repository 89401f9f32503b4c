import type { CaseRow, CaseState } from '@/bindings'
import { go, homeOf } from '@/shared/route'

/** Opens a case on the screen where it is worked on. */
export function openRow(row: Pick<CaseRow, 'id' | 'state'>): Promise<void> {
  return go(homeOf(row.state), row.id)
}

const VERBS: Record<CaseState, string> = {
  draft: '继续录入',
  printed: '查看',
  scanning: '扫描归页',
  in_review: '复核',
  returned: '改正',
  approved: '制证',
  at_ca: '查看回包',
  ready: '办理交付',
  closed: '查看',
  void: '查看',
}

/** What pressing the row does. */
export const verbOf = (row: CaseRow): string => (row.mine ? VERBS[row.state] : '查看')
