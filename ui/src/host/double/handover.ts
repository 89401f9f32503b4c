/** The double's hand-over: a plan by the kind of case, the checks in the core's order, one sheet. Made-up data only. */
import type {
  CaseView,
  DocumentLine,
  Finding,
  HandOver,
  HandOverChecked,
  HandOverKey,
  HandOverView,
  HandOverWay,
  KeyJob,
} from '../../bindings'
import { closed, finding, open, refuse } from './answers'

/** What the hand-over needs of the rest of the double. */
export interface Counter {
  view(id: number): CaseView
  jobs(id: number): KeyJob[]
  close(id: number): CaseView
  keep(id: number, sheet: DocumentLine): void
  nextId(): number
  now(): string
}

interface Problem extends Finding {
  empty: boolean
}

export function makeHandOver(counter: Counter) {
  const done = new Map<number, HandOverView>()

  function keyOf(job: KeyJob, isUnlock: boolean): HandOverKey {
    const own = { word: '证书', subject: `CN=${job.holder}`, serial: '5C310A77E2', issuer: 'CN=练习 CA' }
    return {
      jobId: job.id,
      holder: job.holder,
      link: job.link,
      serial: job.serial ?? '—',
      note: isUnlock ? '已解锁并验证' : '',
      certificates: isUnlock ? [] : [{ ...own, notBefore: '2026-11-21', notAfter: '2029-11-21' }],
      pin: isUnlock ? 'set_by_customer' : 'drawn',
      pinWord: isUnlock ? 'PIN 由客户自己设' : '初始 PIN 随机产生，交付后只告知一次',
    }
  }

  function waysOf(keys: HandOverKey[]): HandOverWay[] {
    const fresh = keys.filter((key) => key.pin === 'drawn').map((key) => key.jobId)
    const given = keys.map((key) => ({
      id: `key:${key.jobId}`,
      words: `已当面点交 UKey ${key.serial}，${key.holder}`,
    }))
    const person = { id: 'person', words: '看过证件原件，照片是本人' }
    const told = { id: 'told', words: '已告知申请人办理结果' }
    const authorisation = { id: 'authorisation', words: '授权书原件已收' }
    const applicant: HandOverWay = {
      way: 'applicant',
      word: '经办人本人来办',
      ticks: [person, ...given],
      pinsOf: fresh,
      pinNote: fresh.length ? '不设新 PIN 的，交付后告知初始 PIN，只显示一次' : '',
    }
    if (keys.length === 0) {
      return [
        { way: 'nothing', word: '不用来人，直接办结', ticks: [told], pinsOf: [], pinNote: '' },
        applicant,
      ]
    }
    return [
      applicant,
      { way: 'other', word: '他人代领', ticks: [person, authorisation, ...given], pinsOf: [], pinNote: '' },
      { way: 'posted', word: '邮寄', ticks: given, pinsOf: [], pinNote: '' },
    ]
  }

  function view(id: number): HandOverView {
    const kept = done.get(id)
    const present = counter.view(id)
    if (kept) return { ...kept, case: present }
    const { business, fields } = present.content
    const isNothing = ['revoke', 'suspend'].includes(business)
    const keys = isNothing ? [] : counter.jobs(id).map((job) => keyOf(job, business === 'unlock'))
    const name = fields['operator_name'] ?? '沈若川'
    const phone = fields['operator_phone'] ?? ''
    return {
      case: present,
      plan: {
        keys,
        nothing: isNothing ? '“注销”没有 UKey 要交' : null,
        ways: waysOf(keys),
        applicant: { role: '经办人', name, idNo: '1101************62', phone },
        posting: {
          recipient: name,
          phone,
          address: fields['unit_mail_address'] ?? '',
          addressOnly: false,
          couriers: [],
          postage: null,
          note: '',
          source: '',
        },
      },
      mayHandOver: present.state === 'ready' ? open : closed(`本件现为“${present.stateWord}”，还不能领取`),
      defaultPin: null,
      done: null,
      pinOnce: null,
      sheet: null,
      sheetState: null,
      note: null,
    }
  }

  function problems({ id, leaving, pins, seen }: HandOver): Problem[] {
    const present = view(id)
    const found: Problem[] = []
    const add = (field: string, code: string, message: string, empty = false) =>
      found.push({ ...finding('refuse', code, message, '请核对证件'), field, empty })
    if (leaving.way === 'applicant' || leaving.way === 'other') {
      if (leaving.name.trim() === '') add('name', 'hand-over-incomplete', '请填领取人姓名', true)
      else if (leaving.way === 'applicant' && leaving.name.trim() !== present.plan.applicant.name) {
        add('name', 'not-the-operator', '领取人的姓名与本案经办人不符')
      }
      const known = present.case.content.fields['operator_id_no'] ?? ''
      if (leaving.idNo.trim() === '') add('id-no', 'hand-over-incomplete', '请输入证件号码', true)
      else if (leaving.way === 'applicant' && known !== '' && leaving.idNo.trim().toUpperCase() !== known) {
        add('id-no', 'not-the-operator', '领取人的证件号码与本案经办人不符')
      }
    }
    if (leaving.way === 'posted' && leaving.tracking.trim() === '') {
      add('tracking', 'hand-over-incomplete', '请填快递单号', true)
    }
    const way = present.plan.ways.find((one) => one.way === leaving.way)
    const left = way?.ticks.find((tick) => !seen.includes(tick.id))
    if (left) add(`tick-${left.id}`, 'hand-over-incomplete', `还没有勾：${left.words}`, true)
    for (const pin of pins) {
      if (/^(.)\1+$/.test(pin.newPin)) add(`pin:${pin.jobId}`, 'new-pin-weak', '新 PIN 太容易猜到')
    }
    return found
  }

  function check(args: HandOver): HandOverChecked {
    const [first, ...rest] = problems(args)
    const findings = [first, ...rest].flatMap((one) => (one && !one.empty ? [one] : []))
    return { may: first ? closed(first.message) : open, at: first?.field ?? null, findings }
  }

  function handOver(args: HandOver): HandOverView {
    const before = view(args.id)
    if (!before.mayHandOver.open)
      throw refuse('hand-over-closed', before.mayHandOver.reason, '请先完成制证。')
    const [first] = problems(args)
    if (first) throw refuse(first.code, first.message, first.remedy)
    const present = counter.close(args.id)
    const sheet: DocumentLine = {
      id: counter.nextId(),
      words: '领取交接单',
      name: `${present.number}-交接单.pdf`,
      at: counter.now(),
      bytes: 96_411,
      looks: true,
      saves: true,
    }
    counter.keep(args.id, sheet)
    const title = before.plan.keys.length
      ? `已交付 ${before.plan.keys.length} 把 UKey`
      : '已办结，本件没有 UKey 交付'
    const after: HandOverView = {
      ...before,
      case: present,
      sheet,
      sheetState: 'printed',
      mayHandOver: closed('本件已经领取，不能再交付一次'),
      done: { title, lines: [{ what: '领取方式', words: '经办人本人领取' }], at: counter.now() },
    }
    done.set(args.id, after)
    const isTold = before.plan.keys.some((key) => key.pin === 'drawn') && args.pins.length === 0
    return { ...after, pinOnce: isTold ? 'UKey 3A0F 初始 PIN：58204713' : null }
  }

  return {
    hand_over_view: ({ id }: { id: number }) => view(id),
    check_hand_over: check,
    hand_over: handOver,
    print_hand_over_sheet: ({ id }: { id: number }) => view(id),
  }
}
