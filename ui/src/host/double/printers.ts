/** The printers of the double: one strays, one does not; a form of 辽宁's CA is known to have paper of its own. */
import type {
  CalibrationPage,
  CalibrationRead,
  KeepCalibration,
  OfForm,
  OfPrinter,
  Printed,
  PrinterBook,
  PutAt,
  RuledPage,
  UsePaper,
} from '../../bindings'
import { refuse } from './answers'

const STRAYS: PutAt = { rightMm: 1.3, downMm: -0.6, width: 0.992, height: 0.9975 }
const percent = (share: number) => `${(share * 100).toFixed(2)}%`
const words = (put: PutAt) =>
  `右 ${put.rightMm.toFixed(1)} 毫米、下 ${put.downMm.toFixed(1)} 毫米，` +
  `宽 ${percent(put.width)}、高 ${percent(put.height)}`

export function makePrinters(names: () => string[]) {
  const puts = new Map<string, { put: PutAt; scanned: boolean }>()
  const papers = new Map<string, UsePaper>()
  const forms = [
    ['snca-yztca', '内蒙政采·陕西CA', 'f-snca-1a', '机构数字证书申请表（第一联）', 1],
    ['snca-yztca', '内蒙政采·陕西CA', 'f-snca-4', '签章采集表', 1],
    ['netca-gd-zfcg', '广东政采', 'f-zfcg-1', '网证通数字证书及电子印章申请表', 2],
  ] as const
  const book = (): PrinterBook => ({
    printers: ['', ...names()].map((printer) => {
      const known = puts.get(printer)
      return {
        printer,
        found: true,
        put: known?.put ?? null,
        words: known
          ? `${words(known.put)}（2026年11月21日 ${known.scanned ? '扫描读得' : '尺量'}，管敬之）`
          : '',
      }
    }),
    forms: forms.map(([project, projectName, form, title, parts]) => ({
      project,
      projectName,
      form,
      title,
      parts,
      paper: papers.get(form)?.paper ?? null,
    })),
  })
  const sent = (message: string): Printed => ({
    message,
    files: [],
    reprint: false,
    findings: [],
    papers: [],
  })
  const told = (printer: string, put: PutAt, scanned: boolean): CalibrationRead => ({
    printer,
    put,
    scanned,
    corrected: scanned && puts.has(printer),
    leftMm: scanned && puts.has(printer) ? 0.06 : 1.7,
    good: scanned && puts.has(printer),
    words: `打印机 ${printer || '系统默认'} ${words(put)}，最多差 1.70 毫米`,
    findings: [],
  })
  const handlers = {
    printer_book: book,
    print_calibration_page: ({ printer, to }: CalibrationPage) =>
      to === 'file'
        ? sent('已存为 PDF，在打印存放目录里，共 1 份')
        : sent(`已送打印机 ${printer || '系统默认'}，还没有打完 1 份`),
    rule_calibration: ({ printer, leftMm, topMm, acrossMm, downMm }: RuledPage) => {
      const [width, height] = [acrossMm / 170, downMm / 249]
      if (Math.abs(width - 1) > 0.1 || Math.abs(height - 1) > 0.1)
        throw refuse(
          'calibration-out-of-range',
          '量得的数不像是打印机的偏差',
          '请核对四个数的位置和单位（毫米）',
        )
      return told(
        printer,
        { rightMm: leftMm - 20 * width, downMm: topMm - 28 * height, width, height },
        false,
      )
    },
    keep_calibration: ({ printer, put, scanned }: KeepCalibration) => {
      puts.set(printer, { put, scanned })
      return book()
    },
    forget_calibration: ({ printer }: OfPrinter) => {
      puts.delete(printer)
      return book()
    },
    use_paper: (use: UsePaper) => {
      papers.set(use.form, use)
      return book()
    },
    drop_paper: ({ form }: OfForm) => {
      papers.delete(form)
      return book()
    },
    try_paper: () => sent('已送打印机，还没有打完 1 份'),
  }
  const readCalibration = (printer: string) => told(printer, STRAYS, true)
  return { handlers, readCalibration }
}
