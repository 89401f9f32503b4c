// The made-up counter behind the double: people, units and cases that exist nowhere; numbers pass their check digits.
import type { CaseRow, CaseView, Counter, Status } from '@/bindings'

/** What the double remembers. */
export interface World {
  /** The moment at which everything happens. */
  now: string
  status: Status
  counter: Counter
  rows: CaseRow[]
  cases: Map<number, CaseView>
  /** Room for a screen's own double. */
  notes: Record<string, unknown>
}

/** A counter on a busy Saturday morning. */
export function makeWorld(): World {
  const counter: Counter = { name: '广州海珠受理点', address: '广州市海珠区榕荫路 18 号', phone: '020-89000126', window: '3号窗' }
  return {
    now: '2026-11-21T10:42:18+08:00',
    counter,
    status: {
      store: 'locked',
      counter: null,
      session: null,
      training: true,
      practiceAccounts: [
        { login: 'lin', words: '林晓芸，受理员', password: 'practice-lin-1' },
        { login: 'he', words: '何敏，复核员', password: 'practice-he-1' },
        { login: 'luo', words: '罗毅，制证员', password: 'practice-luo-1' },
        { login: 'admin', words: '沈知秋，管理员', password: 'practice-admin-1' },
      ],
      version: '0.1.0',
      folder: '/home/counter/.local/share/counterfoil-training',
      lockAfterMinutes: 10,
      problems: [],
    },
    rows: [],
    cases: new Map(),
    notes: {},
  }
}
