/** The key desk of the double: what is plugged in, the steps in their order, the CA's answer. */
import type {
  CaseView,
  DecideKey,
  KeyDesk,
  KeyGo,
  KeyJob,
  KeyStepLine,
  KeyWent,
  NewPin,
  Readers,
  ShowSoPin,
  SoPinShown,
  TokenLine,
  Tokens,
} from '../../bindings'
import { closed, finding, open, refuse } from './answers'
import { makeTray } from './tray'
import type { DeskState, World } from './world'

/** Serial numbers of the made-up keys. */
export const KEYS = { ours: '3A0F221190C761B2', blank: '3A0F221190C777D0' }

export const blank = (serial: string): TokenLine => ({
  serial,
  numbered: true,
  label: '',
  model: 'GD-Key 3000',
  module: '/usr/lib/gdkey/libgdkey.so',
  presence: 'blank',
  word: '空白 UKey',
  pin: 'not_set',
  pinWord: '未设置',
  pinTries: null,
  puk: 'sound',
  pukWord: '正常，余 10 次',
  pukTries: 10,
  isDead: false,
  soPinKept: false,
  pinFinal: false,
  pukFinal: false,
  knownModel: true,
  remedy: '',
  stock: '入库，箱 07',
  certificates: [],
  caseId: null,
  caseNumber: null,
  holder: null,
  mayDecide: { open: false, reason: '' },
  decision: null,
})

export const plugged = (...tokens: TokenLine[]): Tokens =>
  tokens.length === 0
    ? { state: 'no_token', word: '没有插 UKey', remedy: '请插入空白 UKey，或本件已登记的 UKey。', tokens }
    : tokens.length === 1
      ? { state: 'one', word: '已插 1 把', remedy: '', tokens }
      : {
          state: 'several',
          word: `插了 ${tokens.length} 把，请选定一把`,
          remedy: '在左边点选要用的那一把；另一把不会被写入，建议拔下。',
          tokens,
        }

export function makeKeyDesk(
  world: World,
  state: DeskState,
  id: () => number,
  seed: (caseId: number) => CaseView,
) {
  const STEPS: [string, string, string, boolean][] = [
    ['match-serial', '核对序列号', 'UKey 没有任何改动，重新插入即可。', true],
    [
      'initialise',
      '初始化 UKey',
      'UKey 可能停在半初始化状态。重新插入后，程序先看它是否已带本案标签：已带则接着做，未带才重新初始化。',
      true,
    ],
    ['set-user-pin', '设置 PIN 码', 'PIN 码可能已设也可能未设。重新插入后再设一次，不影响别的内容。', true],
    ['prove-unlock', '验证可解锁', '重新插入后再验证一次，PIN 码以最后一次设置的为准。', true],
    [
      'generate-key-pair',
      '在 UKey 内生成密钥对',
      '密钥对可能已经生成。重新插入后找到就沿用，没有才生成。',
      true,
    ],
    ['request', '生成证书请求', '密钥对仍在 UKey 上，重新插入后用同一密钥对再签一次请求。', true],
    ['export', '导出请求，等 CA 回包', '与 UKey 无关，可以拔出；导出包重新生成即可。', false],
    ['import', '导入证书，核对证书链与公钥', '与 UKey 无关，可以拔出；证书须等 UKey 插回后才能写入。', false],
    [
      'write-certificate',
      '写入证书',
      '证书可能没有写完。重新插入后先读回比对：一致就继续，不一致就删去残件重写。',
      true,
    ],
    ['read-back', '读回比对', '只是读取，没有改动，重新插入后再读一次。', true],
    ['prove', '签名并验证一次', '只是签名，没有改动，重新插入后再验证一次。', true],
  ]
  const UNLOCK: [string, string, string, boolean][] = [
    ['match-serial', '核对序列号', 'UKey 没有任何改动，重新插入即可。', true],
    ['set-user-pin', '以管理员口令重设 PIN', 'PIN 码可能已设也可能未设。重新插入后再设一次。', true],
    ['prove', '用新 PIN 签名验证', '只是签名，没有改动，重新插入后再验证一次。', true],
  ]

  const isUnlock = (view: CaseView) => view.content.business === 'unlock'

  function makeJob(view: CaseView, holder: string, done: number): KeyJob {
    const list = isUnlock(view) ? UNLOCK : STEPS
    const steps = list.map(([step, word, ifPulled, needsKey], index): KeyStepLine => ({
      step,
      word,
      ifPulled,
      needsKey,
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
    const needsKey = [...STEPS, ...UNLOCK].find(([step]) => step === next?.step)?.[3] ?? false
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
        },
        ...(done >= 7
          ? [
              {
                id: id(),
                words: '证书请求包',
                name: `${view.number}-请求.zip`,
                at: world.now(),
                bytes: 2_741,
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
    return { desk: desk(caseId), message, pinOnce: null, file: null, findings: [], ...over }
  }

  function keyGo({ jobId, step, serial, newPin }: KeyGo): KeyWent {
    const { caseId, job } = jobById(jobId)
    if (job.next !== step)
      throw refuse('key-step-changed', '这一步已经做过，屏幕上的不是最新的', '请刷新（F5）后再按 F9。')
    if (!job.mayGoOn.open) throw refuse('key-not-now', job.mayGoOn.reason, '办好后再按 F9。')
    if (state.tokens.state === 'several' && serial === '')
      throw refuse('token-several', '插了两把 UKey，没有选定', '请点选要用的那一把，或拔下另一把。')
    const line = job.steps.find((candidate) => candidate.step === step)!
    job.serial ??= serial || state.tokens.tokens[0]?.serial || null
    line.state = 'done'
    line.at = world.now()
    line.detail =
      {
        'match-serial': '插入的 UKey 登记为本份',
        request: 'RSA-2048，签名已自验',
        'prove-unlock': '以管理员口令重设一次，成功',
        prove: '签名验证通过',
      }[step] ?? ''
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
        /^(.)\1*$/.test(newPin) || newPin === '123456'
          ? closed('新 PIN 太容易猜到，请客户另设一个')
          : newPin.length < 6
            ? closed('新 PIN 应为 6 到 16 位数字或字母，请客户另设一个')
            : open,
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
        if (reason.trim() === '') throw refuse('reason-missing', '没有写明为什么要看管理员口令', '请写明用途')
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
      training_issue: ({ id: jobId }: { id: number }) => importAnswer('training.p7b', jobId),
    },
  }
}
