/** The end of cases in the double: what is due, what waits, what two have deleted. Made-up data only. */
import type {
  CasesDeleted,
  DeleteCases,
  DeletionLine,
  ExportPerson,
  FindPerson,
  Keeping,
  KeepingAsked,
  KeepingLine,
  OutsideDays,
  OutsideFiles,
  PersonExported,
  PersonFound,
  PrintDeletions,
  Printed,
  Swept,
} from '../../bindings'
import { refuse } from './answers'

const YEARS = '证书到期（没有证书的，办结）后满 5 年'
const MONTHS = '没有办成的件，放弃或最后一次改动后满 12 个月'

function lines(): KeepingLine[] {
  const line = (id: number, number: string, title: string, rest: Partial<KeepingLine>): KeepingLine => ({
    id,
    number,
    title,
    project: '养老保险',
    stateWord: '已领取',
    standing: 'due',
    why: YEARS,
    day: '2026-11-03',
    ...rest,
  })
  return [
    line(9001, 'YL-20180903-0004', '海珠区示范小学', {}),
    line(9002, 'YL-20251020-0011', '荔湾区示范诊所', {
      stateWord: '已放弃',
      why: MONTHS,
      day: '2026-10-22',
    }),
    line(9003, 'YL-20190311-0002', '越秀区示范中学', { standing: 'waits', day: '2027-03-14' }),
    line(9004, 'YL-20261101-0007', '天河区示范幼儿园', {
      standing: 'kept',
      stateWord: '待领取',
      why: '还在办：请先办结，或放弃本件',
      day: '',
    }),
  ]
}

export function makePrivacy(now: () => string) {
  let cases = lines()
  const deleted: DeletionLine[] = []
  const outside: OutsideFiles = {
    days: 30,
    count: 2,
    due: 1,
    lines: [
      {
        kind: '打印件',
        caseNumber: 'YL-20190311-0002',
        path: '/home/counter/打印/YL-20190311-0002-f-ylbx-1.pdf',
        at: '2026-10-20T10:02:11+08:00',
        until: '2026-11-19',
      },
      {
        kind: '交换包',
        caseNumber: '',
        path: '/home/counter/交换/netca-gd-ylbx-20261120-101500.zip.p7m',
        at: '2026-11-20T10:15:00+08:00',
        until: '2026-12-20',
      },
    ],
  }

  function keeping(text = ''): Keeping {
    const found = cases.filter((line) => line.number.includes(text) || line.title.includes(text))
    const due = found.filter((line) => line.standing === 'due')
    const gone = deleted.filter((line) => line.number.includes(text))
    return {
      due,
      dueCount: due.length,
      waits: found.filter((line) => line.standing === 'waits' || (text !== '' && line.standing === 'kept')),
      deleted: gone,
      deletedCount: gone.length,
    }
  }
  function printed(ids: number[]): Printed {
    const file = `/home/counter/打印/SC20261125-${String(ids[0] ?? 0).padStart(4, '0')}-deletion.pdf`
    return { message: '已存为 PDF，共 1 份', files: [file], reprint: false, findings: [], papers: [] }
  }
  function remove({ ids, beside }: DeleteCases): CasesDeleted {
    if (beside.login === 'admin')
      throw refuse('beside-same-account', '在旁的须是另一个人', '请另一位同事输入自己的登录名和口令')
    const gone = cases.filter((line) => ids.includes(line.id))
    const early = gone.find((line) => line.standing !== 'due')
    if (early)
      throw refuse('case-not-due', `${early.number} 保存到 ${early.day}，还不能删除`, '请去掉这一件再试')
    cases = cases.filter((line) => !gone.includes(line))
    const made = gone.map((line, at): DeletionLine => ({
      id: deleted.length + at + 1,
      number: line.number,
      opened: '2018-09-03',
      rule: line.why,
      due: line.day,
      at: now(),
      by: '周启明',
      beside: '何敏',
      counts: '扫描页 4、打印记录 2、文件 9',
      repeated: false,
    }))
    deleted.unshift(...made)
    return {
      message: `已删除 ${made.length} 件，两人签字已记录`,
      deleted: made,
      left: [],
      certificate: printed(made.map((one) => one.id)),
      troubles: [],
      keeping: keeping(),
    }
  }

  return {
    handlers: {
      keeping: ({ text }: KeepingAsked) => keeping(text),
      delete_cases: remove,
      find_person: ({ name, idNo }: FindPerson): PersonFound => ({
        who: name === '' ? `${idNo.slice(0, 4)}************` : `${name.slice(0, 1)}**`,
        cases: [
          {
            id: 9003,
            number: 'YL-20190311-0002',
            project: '养老保险',
            stateWord: '已领取',
            parts: ['经办人姓名'],
            pages: 4,
            others: 1,
            keeps: '到 2027-03-14',
          },
        ],
        holders: [],
        auditRows: 0,
        numbers: ['4401**********1234'],
        takesTwo: true,
      }),
      export_person: ({ beside }: ExportPerson): PersonExported => {
        if (!beside)
          throw refuse('beside-missing', '导出要受理员或复核员在旁同意', '请受理员或复核员到窗口来')
        return {
          message: '已导出 2 个文件',
          folder: '/home/counter/打印/person-20261125-101500',
          files: 2,
        }
      },
      outside_files: () => outside,
      choose_outside_days: ({ days }: OutsideDays) => Object.assign(outside, { days }),
      sweep_outside: (): Swept => {
        const removed = outside.due
        outside.due = 0
        return { message: `已清除 ${removed} 个到期的库外文件`, removed, left: [] }
      },
      print_deletions: ({ ids }: PrintDeletions) => printed(ids),
    },
  }
}
