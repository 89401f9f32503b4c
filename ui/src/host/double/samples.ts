/**
 * The double's seal samples: three of each group and what was fused of them, edited and decided on as in the core.
 */
import type {
  CaseView,
  DecideSample,
  EditSample,
  Finding,
  MeasureKind,
  MeasureMark,
  SampleEdit,
  SampleLine,
  SamplePicture,
  SaveSample,
} from '../../bindings'
import { samplePicture } from './drawings'
import { refuse } from './answers'

const AS_CUT: SampleEdit = { turnTenths: 0, trimMm: [0, 0, 0, 0], style: 'seal_red' }

const finding = (severity: Finding['severity'], code: string, message: string, remedy: string): Finding => ({
  code,
  severity,
  field: null,
  message,
  remedy,
  suggestion: null,
  kept: false,
})

const NAMES = {
  size: ['diameter', '直径'],
  turn: ['turn', '旋转'],
  shape: ['shape', '变形'],
  colour: ['colour', '颜色'],
  coverage: ['coverage', '完整'],
  sharpness: ['sharpness', '清晰'],
  onLine: ['on_line', '压线'],
  paper: ['paper', '底纸'],
} as const satisfies Record<string, readonly [MeasureKind, string]>

function measures(n: number, kind: string): SampleLine['measures'] {
  const m = (
    [kind, name]: readonly [MeasureKind, string],
    value: string,
    mark: MeasureMark = 'ok',
    usual = '',
  ) => ({
    kind,
    name,
    value,
    mark,
    usual,
  })
  if (kind === '经办人签名')
    return [
      m(NAMES.coverage, '笔画连贯'),
      m(NAMES.sharpness, `边缘 0.${14 + n} mm`),
      m(NAMES.onLine, n === 3 ? '压右框 1.2 mm' : '无', n === 3 ? 'refuse' : 'ok'),
      m(NAMES.paper, '纯白，无杂质'),
    ]
  return [
    m(
      NAMES.size,
      kind === '单位公章' ? ['40.1 mm', '40.0 mm', '40.2 mm'][n - 1]! : '20.0 mm',
      'ok',
      kind === '单位公章' ? '本点约 40' : '',
    ),
    m(NAMES.turn, ['1.2°', '−2.6°', '4.8°'][n - 1]!, n === 3 ? 'warn' : 'ok'),
    m(NAMES.shape, '长短轴 1.003'),
    m(NAMES.colour, n === 2 ? '偏淡 41 %' : '正红', n === 2 ? 'warn' : 'ok'),
    m(NAMES.coverage, ['印圈 100 %', '印圈 96 %', '右下缺 12 %'][n - 1]!, n === 3 ? 'refuse' : 'ok'),
    m(NAMES.sharpness, ['边缘 0.16 mm', '边缘 0.28 mm', '边缘 0.17 mm'][n - 1]!),
    m(NAMES.onLine, n === 3 ? '压右框 3.1 mm' : '无', n === 3 ? 'refuse' : 'ok'),
    m(NAMES.paper, '纯白，无杂质'),
  ]
}

/** A box at the right rim of the picture, where the third sample lies on the line. */
const ON_LINE: SampleLine['marks'] = [
  {
    kind: 'on_line',
    code: 'seal-on-line',
    outline: [
      [17, 6],
      [20, 6],
      [20, 14],
      [17, 14],
    ],
  },
]

const unknown = () => refuse('sample-unknown', '没有这枚样本', '请刷新（F5）。')

/** Samples of the cases in `all`; `id` gives a new record's id, `view` a case. */
export function makeSamples(
  all: Map<number, SampleLine[]>,
  id: () => number,
  view: (caseId: number) => CaseView,
) {
  function made(): SampleLine[] {
    const beside = [[], ['缺约 2.4 mm²，他枚有'], ['多约 0.8 mm²，他枚没有']]
    return ['单位公章', '法定代表人私章', '经办人签名'].flatMap((group, at) => {
      const common = {
        group,
        instruction: `${group}采集（油印适中，每枚印章采集三个样本）`,
        decided: null,
        edit: AS_CUT,
        pxPerMm: 12,
      }
      const cut = [1, 2, 3].map((n): SampleLine => ({
        ...common,
        id: id(),
        frame: `${['seal.org', 'seal.person', 'sign'][at]}.${n}`,
        label: `${group} 第${n}枚`,
        fused: false,
        copy: n === 3 ? 2 : 1,
        from: n === 3 ? '第2份 第2页' : '第1份 第2页',
        verdict: (['accept', 'look', 'reject'] as const)[n - 1]!,
        verdictWord: ['合格', '需人看', '不合格'][n - 1]!,
        measures: measures(n, group),
        findings:
          n === 1
            ? []
            : n === 2
              ? [
                  finding(
                    'warn',
                    'seal-faint',
                    '偏淡：着色 0.41，应不低于 0.60',
                    '看清字迹完整后可通过并写明原因；否则请客户重盖。',
                  ),
                ]
              : [
                  finding(
                    'refuse',
                    'seal-on-line',
                    '压右框 3.1 mm',
                    '请客户在空白表上重盖，印文不要碰到框线。',
                  ),
                ],
        marks: n === 3 ? ON_LINE : [],
        cleanMarks: n === 3 ? ON_LINE : [],
        beside: at === 2 ? [] : beside[n - 1]!,
        suggested: n === 1,
        why: n === 1 ? '外框最完整，边缘最清晰' : '',
        chosen: at === 1 && n === 1,
        decision: null,
        judged: null,
      }))
      // Signatures differ from one to the next by nature: nothing is fused of them.
      if (at === 2) return cut
      const fused: SampleLine = {
        ...cut[0]!,
        id: id(),
        frame: `fused.${at}`,
        label: `${group} 合成图`,
        copy: 0,
        from: '',
        fused: true,
        suggested: false,
        why: '',
        chosen: false,
      }
      return [...cut, fused]
    })
  }

  function found(sampleId: number): { caseId: number; sample: SampleLine; own: SampleLine[] } {
    for (const [caseId, own] of all) {
      const sample = own.find((candidate) => candidate.id === sampleId)
      if (sample) return { caseId, sample, own }
    }
    throw unknown()
  }

  function decide({ id: sampleId, decision, reason }: DecideSample): SampleLine[] {
    const { sample, own } = found(sampleId)
    if (decision === 'choose') {
      if ((sample.judged ?? (sample.verdict === 'reject' ? 'rejected' : 'accepted')) === 'rejected')
        throw refuse('sample-rejected', '不合格的样本不能采用', '请选另一枚；都不合格时请客户重盖。')
      if (sample.verdict === 'look' && !sample.decision)
        throw refuse('sample-needs-look', '这枚需人看，还没有写明结论', '先看清后按“通过”并写原因，再采用。')
      own.forEach((other) => {
        if (other.group === sample.group) other.chosen = other === sample
      })
    } else {
      if (reason.trim() === '') throw refuse('reason-missing', '没有写原因', '请写明看到了什么。')
      sample.judged = decision === 'accept' ? 'accepted' : 'rejected'
      sample.decision = `人工判${decision === 'accept' ? '合格' : '不合格'}：${reason}`
      sample.decided = '林晓芸 11月21日 09:30'
      if (decision === 'reject') sample.chosen = false
    }
    return own
  }

  function edit({ id: sampleId, edit: asked }: EditSample): SampleLine[] {
    const { sample, own } = found(sampleId)
    sample.edit = asked
    return own.map((one) => ({ ...one }))
  }

  return {
    made,
    handlers: {
      decide_sample: decide,
      edit_sample: edit,
      save_sample: ({ formats }: SaveSample) => ({
        message: `已存为 /home/counter/打印/印模.${formats[0] ?? 'png'}（38 KB）`,
      }),
    },
    bytes: {
      sample_picture: ({ id: sampleId, raw, edit: asked }: SamplePicture) => {
        const { caseId, sample } = found(sampleId)
        const kind = sample.frame.startsWith('sign')
          ? 'sign'
          : sample.label.startsWith('法定代表人')
            ? 'square'
            : 'seal'
        const of = view(caseId)
        const name = kind === 'square' ? (of.content.fields['legal_name'] ?? '安志广') : of.title
        return samplePicture(
          kind,
          name,
          sample.fused ? 1 : Number(sample.frame.split('.').at(-1)),
          raw,
          asked ?? sample.edit,
        )
      },
    },
  }
}
