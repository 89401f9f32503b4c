/** The ledger of the double: one unit with a certificate in use and one that is over. */
import type { ById, KeysAtHand, Ledger, LedgerAsked, LedgerEntry, LedgerLine } from '../../bindings'
import { refuse } from './answers'

const shut = (reason: string) => ({ open: false, reason })
const line = (id: number, notAfter: string, expired: boolean): LedgerLine => ({
  id,
  caseId: null,
  serial: `4d1f0a77c2e${id}`,
  tail: `77c2e${id}`,
  projectName: '网证通 × 广东养老保险',
  kindWord: '单位法人数字证书',
  notBefore: '2025-03-01',
  notAfter,
  lived: expired ? 100 : 62,
  state: expired ? 'expired' : 'current',
  stateWord: expired ? '已过期' : '在用',
  foreign: true,
})
const LINES = [line(5, '2027-03-01', false), line(6, '2025-09-01', true)]

function entryOf(one: LedgerLine): LedgerEntry {
  const may = one.state === 'current' ? { open: true, reason: '' } : shut('这张证书现为“已过期”，不能办注销')
  return {
    line: one,
    project: 'netca-gd-ylbx',
    kind: 'org',
    holder: '广州市海珠区木棉湾小学',
    holderCode: '124401054550257066',
    holderCovered: null,
    unit: null,
    subject: '广州市海珠区木棉湾小学',
    issuer: 'NETCA 机构 CA',
    key: '3F00A107',
    keyModel: '示范 Key',
    keyPlace: 'handed_over',
    keyPlaceWord: '已面交客户',
    keyPlaces: [{ place: 'returned', word: '收回这把 UKey', beside: false }],
    acts: [
      { business: 'renew', word: '证书更新', may: { open: true, reason: '' } },
      { business: 'revoke', word: '注销', may },
    ],
    mayResume: shut('这张证书没有挂起'),
    mayRecordRevoked: shut('由制证员登记'),
    life: [{ at: '2025-03-01T00:00:00+08:00', words: '别处签发', caseId: null, caseNumber: null }],
  }
}

export const ledger = {
  ledger: ({ text }: LedgerAsked): Ledger => {
    const found = text === '' || '木棉湾小学 mmw'.includes(text)
    const key = {
      serial: '3F00A107',
      model: '示范 Key',
      place: 'handed_over' as const,
      placeWord: '已面交客户',
      since: '2026-11-22',
      certificates: LINES,
    }
    const unit = {
      id: 1,
      name: '广州市海珠区木棉湾小学',
      code: '124401054550257066',
      unit: null,
      keys: [key],
    }
    return { holders: found ? [unit] : [], found: found ? 1 : 0 }
  },
  ledger_entry: ({ id }: ById): LedgerEntry => {
    const one = LINES.find((known) => known.id === id)
    if (!one) throw refuse('not-found', '没有这张证书', '请刷新（F5）')
    return entryOf(one)
  },
  keys_at_hand: (): KeysAtHand => ({ word: '没有插 UKey', remedy: '请插入 UKey，再读一次', keys: [] }),
}
