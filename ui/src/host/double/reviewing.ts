/** The second check of the double: what is compared, the verdicts, passing and returning. */
import type { CaseView, PageLine, ReviewItem, ReviewView, SetVerdict, Verdict } from '../../bindings'
import { closed, open, refuse } from './answers'
import { ROW, rowY, type DeskState, type World } from './world'

/** What the second check needs of the other desks. */
export interface Reviewed {
  world: World
  state: DeskState
  /** The case with its pages and samples made. */
  seed(caseId: number): CaseView
  pagesOf(caseId: number): PageLine[]
  fieldsOf(view: CaseView): { group: string; field: CaseView['groups'][number]['fields'][number] }[]
}

export function makeReviewing({ world, state, seed, pagesOf, fieldsOf }: Reviewed) {
  function items(view: CaseView): ReviewItem[] {
    const pages = pagesOf(view.id)
    const first = pages.find((line) => line.form === view.forms[0]?.id)
    const verdicts = state.verdicts.get(view.id) ?? new Map<string, { verdict: Verdict; reason: string }>()
    const item = (
      over: Partial<ReviewItem> & Pick<ReviewItem, 'id' | 'kind' | 'group' | 'label' | 'value'>,
    ): ReviewItem => ({
      fact: '',
      carried: false,
      changed: false,
      pageId: null,
      besideId: null,
      rect: null,
      verdict: verdicts.get(over.id)?.verdict ?? null,
      reason: verdicts.get(over.id)?.reason ?? '',
      ...over,
    })
    const fields = fieldsOf(view).map(({ group, field }, index) =>
      item({
        id: `field:${field.id}`,
        kind: 'field',
        group,
        label: field.label,
        value: view.content.fields[field.id] ?? '',
        fact: field.id.includes('id_no')
          ? '校验位正确，1949年12月31日，女'
          : field.id === 'uscc'
            ? '校验位正确，登记机关 广州市海珠区'
            : '',
        pageId: first?.id ?? null,
        besideId: null,
        rect: index < 15 ? { x: ROW.x, y: rowY(index), w: ROW.w, h: ROW.h } : null,
      }),
    )
    const paper = [
      item({
        id: 'paper:seal',
        kind: 'paper',
        group: '盖章与签字',
        label: '申请单位盖章',
        value: '应有，与单位名称一致',
        pageId: first?.id ?? null,
        besideId: null,
        rect: { x: 40, y: 232, w: 48, h: 46 },
      }),
      item({
        id: 'paper:sign',
        kind: 'paper',
        group: '盖章与签字',
        label: '经办人签字',
        value: '应有',
        pageId: first?.id ?? null,
        besideId: null,
        rect: { x: 110, y: 246, w: 70, h: 24 },
      }),
    ]
    const materials = view.materials.slice(1).map((row) =>
      item({
        id: `material:${row.id}`,
        kind: 'material',
        group: '材料',
        label: row.material,
        value: row.copies,
        fact: row.note,
        pageId: pages.find((line) => line.form === row.id)?.id ?? null,
        besideId: null,
      }),
    )
    const samples = (state.samples.get(view.id) ?? [])
      .filter((sample) => sample.chosen)
      .map((sample) =>
        item({
          id: `sample:${sample.group}`,
          kind: 'sample',
          group: '印模',
          label: sample.label,
          value: sample.measures
            .slice(0, 3)
            .map((m) => `${m.name} ${m.value}`)
            .join('，'),
          fact: sample.decision ?? '',
        }),
      )
    return [...fields, ...paper, ...materials, ...samples]
  }

  function review(caseId: number): ReviewView {
    const view = seed(caseId)
    const all = items(view)
    const openItems = all.filter((item) => !item.verdict).length
    const wrong = all.filter((item) => item.verdict === 'wrong').length
    const own = view.clerk === world.who()
    const waiting = view.state === 'in_review'
    const mayReview = own
      ? closed('这一件是您本人受理的，须由另一个账号复核')
      : waiting
        ? open
        : closed(`本件现为“${view.stateWord}”，不在复核`)
    return {
      case: view,
      items: all,
      pages: pagesOf(caseId),
      samples: state.samples.get(caseId) ?? [],
      boundHash: `hash-${caseId}-${view.revision}`,
      changes: [],
      approvers: 1,
      signed: [],
      mayReview,
      mayApprove: !mayReview.open
        ? mayReview
        : openItems > 0
          ? closed(`还有 ${openItems} 项未核`)
          : wrong > 0
            ? closed(`有 ${wrong} 项不符，本件只能退回`)
            : open,
      mayReturn: !mayReview.open
        ? mayReview
        : wrong > 0
          ? open
          : closed('没有不符的项；要退回请先把不符的项标出并写原因'),
    }
  }

  function setVerdict({ id: caseId, item, verdict, reason }: SetVerdict): ReviewView {
    if (verdict === 'wrong' && reason.trim() === '')
      throw refuse('reason-missing', '不符的项须写明原因', '写清表上是什么、应是什么。')
    const own = state.verdicts.get(caseId) ?? new Map<string, { verdict: Verdict; reason: string }>()
    if (verdict === '') own.delete(item)
    else own.set(item, { verdict, reason })
    state.verdicts.set(caseId, own)
    return review(caseId)
  }

  return {
    review: ({ id: caseId }: { id: number }) => review(caseId),
    set_verdict: setVerdict,
    approve: ({ id: caseId, boundHash }: { id: number; boundHash: string }) => {
      const view = review(caseId)
      if (boundHash !== view.boundHash)
        throw refuse(
          'review-changed',
          '内容在复核时改过，与您看到的不同',
          '请刷新（F5），把退回“未核”的项再核一遍。',
        )
      if (!view.mayApprove.open) throw refuse('review-not-done', view.mayApprove.reason, '核完后再通过。')
      world.setState(caseId, 'approved')
      return world.view(caseId)
    },
    return_case: ({ id: caseId, note }: { id: number; note: string }) => {
      const view = review(caseId)
      if (!view.mayReturn.open) throw refuse('review-nothing-wrong', view.mayReturn.reason, '')
      const reasons = view.items
        .filter((item) => item.verdict === 'wrong')
        .map((item) => ({
          label: item.label,
          field: item.id.startsWith('field:') ? item.id.slice(6) : null,
          reason: item.reason,
        }))
      world.setState(
        caseId,
        'returned',
        note ? [...reasons, { label: '附言', field: null, reason: note }] : reasons,
      )
      return world.view(caseId)
    },
  }
}
