/** The key desk of the double: what is plugged in, the steps in their order, the CA's answer. */
import type {
  CaseView,
  DecideKey,
  KeyDesk,
  KeyGo,
  KeyJob,
  KeyStepLine,
  KeyStepName,
  KeyWent,
  NewPin,
  Readers,
  ShowSoPin,
  SoPinShown,
  TokenLine,
  Tokens,
} from '../../bindings'
import { closed, finding, open, refuse } from './answers'
import { recorded } from './recorded'
import { makeTray } from './tray'
import type { DeskState, World } from './world'

/** Serial numbers of the made-up keys. */
export const KEYS = { ours: '3A0F221190C761B2', blank: '3A0F221190C777D0' }

/** A blank key in the words of the real desk, as a key of a model that the counter knows. */
export const blank = (serial: string): TokenLine => ({
  ...recorded.tokens.one.tokens[0]!,
  serial,
  numbered: true,
  label: '',
  model: 'GD-Key 3000',
  module: '/usr/lib/gdkey/libgdkey.so',
  stock: '入库，箱 07',
})

/** What is plugged in; a counter without any key cannot be recorded, the practice token always has a blank one. */
export const plugged = (...tokens: TokenLine[]): Tokens =>
  tokens.length === 0
    ? { state: 'no_token', word: '没有插 UKey', remedy: '请插入空白 UKey，或本件已登记的 UKey。', tokens }
    : { ...recorded.tokens[tokens.length === 1 ? 'one' : 'several'], tokens }

export function makeKeyDesk(
  world: World,
  state: DeskState,
  id: () => number,
  seed: (caseId: number) => CaseView,
) {
  const isUnlock = (view: CaseView) => view.content.business === 'unlock'

  function makeJob(view: CaseView, holder: string, done: number): KeyJob {
    const list = recorded.steps[isUnlock(view) ? 'unlock' : 'new']
    const steps = list.map((line, index): KeyStepLine => ({
      ...line,
      state: index < done ? 'done' : 'todo',
      at: index < done ? world.now() : null,
      detail: '',
    }))
    return refresh(view, {
      id: id(),
      holder,
      business: view.content.business,
      what: view.businesses.find((one) => one.value === view.content.business)?.label ?? '',
      link: null,
      serial: done > 0 || isUnlock(view) ? KEYS.ours : null,
      steps,
      next: null,
      nextWord: '',
      mayGoOn: open,
      waitsForFile: false,
      asksNewPin: false,
      asksPin: false,
      asksSoPin: false,
      asksBeside: false,
      termToConfirm: null,
      letters: null,
      done: false,
    })
  }

  function refresh(view: CaseView, job: KeyJob): KeyJob {
    const next = job.steps.find((step) => step.state !== 'done')
    job.steps.forEach((step) => {
      if (step !== next && step.state !== 'done') step.state = 'todo'
    })
    job.done = next === undefined
    job.next = next?.step ?? null
    job.waitsForFile = next?.step === 'import'
    job.asksNewPin = isUnlock(view) && next?.step === 'set-user-pin'
    job.asksSoPin = job.asksNewPin
    job.nextWord = next ? `下一步：${next.word.replace(/（.*/, '').replace(/，.*/, '')}` : '全部完成'
    if (next) next.state = job.waitsForFile ? 'waiting' : next.state === 'failed' ? 'failed' : 'next'
    const needsKey = next?.needsKey ?? false
    const bound = job.serial
      ? state.tokens.tokens.find((token) => token.serial === job.serial)
      : state.tokens.tokens[0]
    job.mayGoOn = job.done
      ? closed('本份已全部完成')
      : job.waitsForFile
        ? closed('等 CA 的回包：拖入回包文件，或按 F3 选择')
        : needsKey && !bound
          ? closed(job.serial ? `请插入尾号 ${job.serial.slice(-4)} 的 UKey` : '没有插 UKey，请插入空白 UKey')
          : open
    return job
  }

  function desk(caseId: number): KeyDesk {
    const view = seed(caseId)
    let jobs = state.jobs.get(caseId)
    if (!jobs) {
      const done = view.state === 'approved' ? 0 : view.state === 'at_ca' ? 7 : 11
      const holders =
        view.content.employees.length > 0
          ? view.content.employees.map((row) => row['user_name'] ?? '员工')
          : [view.title]
      jobs = holders.map((holder) => makeJob(view, holder, done))
      state.jobs.set(caseId, jobs)
      state.documents.set(caseId, [
        {
          id: id(),
          words: '申请表（已打印）',
          name: `${view.number}-申请表.pdf`,
          at: world.now(),
          bytes: 184_320,
          looks: true,
          saves: true,
        },
        ...(done >= 7
          ? [
              {
                id: id(),
                words: '证书请求包',
                name: `${view.number}-请求.zip`,
                at: world.now(),
                bytes: 2_741,
                looks: true,
                saves: true,
              },
            ]
          : []),
      ])
    }
    jobs.forEach((job) => refresh(view, job))
    return {
      case: view,
      jobs,
      documents: state.documents.get(caseId) ?? [],
      mayWork: ['approved', 'at_ca', 'ready'].includes(view.state)
        ? open
        : closed(`本件现为“${view.stateWord}”，不在制证`),
      trainingCa: world.training,
    }
  }

  function jobById(jobId: number): { caseId: number; job: KeyJob } {
    for (const [caseId, jobs] of state.jobs) {
      const job = jobs.find((candidate) => candidate.id === jobId)
      if (job) return { caseId, job }
    }
    throw refuse('key-job-unknown', '没有这项制证任务', '请刷新（F5）。')
  }

  function went(caseId: number, message: string, over: Partial<KeyWent> = {}): KeyWent {
    const view = world.view(caseId)
    const all = state.jobs.get(caseId) ?? []
    if (all.length > 0 && all.every((job) => job.steps.every((step) => step.state === 'done')))
      world.setState(caseId, 'ready')
    else if (
      view.state === 'approved' &&
      all.every((job) => job.steps.find((step) => step.step === 'export')?.state === 'done')
    )
      world.setState(caseId, 'at_ca')
    return { desk: desk(caseId), message, kept: 'books', pinOnce: null, file: null, findings: [], ...over }
  }

  /** What a step of the double leaves behind. */
  const DETAILS: Partial<Record<KeyStepName, string>> = {
    'match-serial': '插入的 UKey 登记为本份',
    request: 'RSA-2048，签名已自验',
    'prove-unlock': '以管理员口令重设一次，成功',
    prove: '签名验证通过',
  }

  function keyGo({ jobId, step, serial, newPin }: KeyGo): KeyWent {
    const { caseId, job } = jobById(jobId)
    if (!step || job.next !== step) throw recorded.refusals['step-not-next']
    if (!job.mayGoOn.open) throw refuse('key-not-now', job.mayGoOn.reason, '办好后再按 F9。')
    if (state.tokens.state === 'several' && serial === '')
      throw refuse('token-several', '插了两把 UKey，没有选定', '请点选要用的那一把，或拔下另一把。')
    const line = job.steps.find((candidate) => candidate.step === step)!
    job.serial ??= serial || state.tokens.tokens[0]?.serial || null
    line.state = 'done'
    line.at = world.now()
    line.detail = DETAILS[step] ?? ''
    const token = state.tokens.tokens.find((candidate) => candidate.serial === job.serial)
    if (token)
      Object.assign(token, {
        presence: 'this_case',
        word: '本案 UKey',
        caseNumber: world.view(caseId).number,
        pin: 'sound',
        pinWord: '正常，余 10 次',
        pinTries: 10,
      })
    const random = step === 'set-user-pin' && (newPin ?? '') === ''
    const file = step === 'export' ? `/home/counter/交换/${world.view(caseId).number}-请求.zip` : null
    return went(caseId, file ? `已导出到 ${file}` : `“${line.word}”已完成`, {
      pinOnce: random ? '739 204 61'.replaceAll(' ', '') : null,
      file,
    })
  }

  function importAnswer(name: string, jobId: number): KeyWent {
    const { caseId, job } = jobById(jobId)
    if (/foreign|别|他/.test(name)) {
      return went(caseId, '证书没有导入，UKey 上什么也没有写', {
        findings: [
          finding(
            'refuse',
            'certificate-other-key',
            '证书里的公钥不是本份 UKey 上的公钥',
            '请核对是否拿错回包；向 CA 索取受理号相同的那一份。',
          ),
          finding(
            'refuse',
            'certificate-other-subject',
            '证书主题的单位名称与受理件不同',
            '请向 CA 更正后重新签发。',
          ),
        ],
      })
    }
    const line = job.steps.find((step) => step.step === 'import')
    if (line) Object.assign(line, { state: 'done', at: world.now(), detail: '签名证书 1 张，证书链完整' })
    return went(caseId, '回包已导入：证书链、主题、公钥都相符')
  }

  return {
    desk,
    importAnswer,
    handlers: {
      look_at_pin: ({ newPin }: NewPin) =>
        recorded.pins[newPin as keyof typeof recorded.pins] ??
        recorded.pins[newPin.length < 6 ? '1234' : '50718293'],
      tokens: ({ id: caseId }: { id: number }): Tokens => {
        const own = new Set((state.jobs.get(caseId) ?? []).map((job) => job.serial))
        return {
          ...state.tokens,
          tokens: state.tokens.tokens.map((token) =>
            own.has(token.serial)
              ? {
                  ...token,
                  presence: 'this_case',
                  word: '本案 UKey',
                  pin: token.pin === 'not_set' ? 'sound' : token.pin,
                  pinWord: token.pinWord === '未设置' ? '正常，余 10 次' : token.pinWord,
                  pinTries: token.pinTries ?? 10,
                }
              : token,
          ),
        }
      },
      // Answers when a key goes in or out, like the reader service.
      plugged: () =>
        new Promise<Readers>((tell) => {
          state.readerTells = () =>
            tell({
              readers: state.tokens.tokens.map(({ serial }) => ({ name: `读卡器 ${serial}`, card: true })),
            })
        }),
      show_so_pin: ({ serial, reason }: ShowSoPin): SoPinShown => {
        if (reason.trim() === '') throw recorded.refusals['reason-missing']
        return { serial, soPin: '4071826359402718', seconds: 60 }
      },
      decide_key: ({ serial, reason }: DecideKey) => {
        const token = state.tokens.tokens.find((candidate) => candidate.serial === serial)
        if (token)
          Object.assign(token, {
            mayDecide: closed('已有决定'),
            decision: `罗毅 与 何敏 决定清空改用：${reason}`,
          })
        return state.tokens
      },
      ...makeTray(
        () =>
          [...state.jobs.entries()].flatMap(([caseId, jobs]) =>
            jobs.map((job) => ({
              caseId,
              caseNumber: world.view(caseId).number,
              what: world.view(caseId).projectName,
              job: desk(caseId).jobs.find((one) => one.id === job.id) ?? job,
            })),
          ),
        world.now,
      ),
      key_desk: ({ id: caseId }: { id: number }) => desk(caseId),
      key_go: keyGo,
      export_again: ({ id: caseId }: { id: number }) =>
        went(caseId, '已重新导出', { file: `/home/counter/交换/${world.view(caseId).number}-请求.zip` }),
      confirm_term: ({ id: jobId }: { id: number }) => {
        const { caseId, job } = jobById(jobId)
        job.termToConfirm = null
        job.mayGoOn = open
        return went(caseId, '有效期已核对确认，可以写入证书')
      },
      training_issue: ({ id: jobId }: { id: number }) => importAnswer('training.p7b', jobId),
    },
  }
}
