/** The ways beside the straight one, as the double offers them. */
import type {
  Abandon,
  AskAnew,
  CaseState,
  CaseView,
  ReturnReason,
  WayLine,
  Ways,
  WayTaken,
} from '../../bindings'

const line = (way: WayLine['way'], word: string, what: string): WayLine => ({
  way,
  word,
  what,
  may: { open: true, reason: '' },
  reasonLabel: way === 'linked' ? '' : '原因（写入办理记录）',
  refundUpTo: null,
  keys: [],
  certificates: [],
})

/** What leads away from where a case of the double stands. */
export function waysOf(view: CaseView): Ways {
  const over = view.state === 'closed' || view.state === 'void'
  const recalled = view.state === 'in_review' || view.state === 'approved'
  const ways = over
    ? [line('linked', '另开关联件', '本件已经结束；另开一件继续办，两件互相关联。')]
    : [
        ...(recalled ? [line('recall', '收回修改', '本件回到受理，改好后重新送复核。')] : []),
        line('give_up', '作废', '作废后不能恢复；录入的内容、扫描件和办理记录仍保留在档案里，可以查看。'),
      ]
  return { id: view.id, number: view.number, title: view.title, ways }
}

/** What the handlers need of the office. */
interface Office {
  view: (id: number) => CaseView
  setState: (id: number, state: CaseState) => void
  get: (id: number) => { note: string; returned: ReturnReason[] }
}

/** The commands of the ways. */
export function wayHandlers({ view, setState, get }: Office) {
  const moved = (id: number, state: CaseState): CaseView => {
    setState(id, state)
    return view(id)
  }
  const back = ({ id, reason }: WayTaken): CaseView => {
    get(id).returned = [{ label: '退回', field: null, reason }]
    return moved(id, 'returned')
  }
  return {
    ways: ({ id }: { id: number }): Ways => waysOf(view(id)),
    recall_case: back,
    send_back_case: back,
    recheck_case: ({ id }: { id: number }) => moved(id, 'in_review'),
    ca_refused: back,
    ask_anew: ({ id }: AskAnew) => moved(id, 'approved'),
    abandon_case: ({ id, reason }: Abandon) => {
      setState(id, 'void')
      get(id).note = reason
      return view(id)
    },
  }
}
