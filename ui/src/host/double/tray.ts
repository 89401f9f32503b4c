/** The tray and the stock of the double: lines worked out from its jobs, a register of one box. */
import type {
  KeyJob,
  KeyTray,
  Revocations,
  SkipJob,
  Stock,
  StockClose,
  StockIn,
  StockMark,
  TrayLine,
} from '../../bindings'

/** A job with its case, as the double keeps them. */
export interface Held {
  caseId: number
  caseNumber: string
  what: string
  job: KeyJob
}

export function makeTray(held: () => Held[], now: () => string) {
  const skipped = new Map<number, string>()
  const stock: Stock = {
    boxes: [
      { boxNo: '箱 07', model: '示范 UKey', counts: { inBox: 48, issued: 2, damaged: 0, destroyed: 0 } },
    ],
    moves: [],
    today: { inBox: 0, issued: 0, damaged: 0, destroyed: 0 },
    custody: [{ serial: '3F00B2C4', holder: '广州市海珠区木棉湾小学', at: '2026-11-20T15:10:00+08:00' }],
    lastClose: null,
    mayChange: { open: true, reason: '' },
  }

  function lineOf({ caseId, caseNumber, what, job }: Held): TrayLine {
    const why = skipped.get(job.id)
    const state = job.done ? 'done' : why ? 'skipped' : job.waitsForFile ? 'waits' : 'ready'
    return {
      caseId,
      caseNumber,
      jobId: job.id,
      holder: job.holder,
      what,
      serial: job.serial,
      state,
      note: why ?? job.nextWord,
    }
  }
  function tray(): KeyTray {
    const lines = held().map(lineOf)
    const count = (state: TrayLine['state']) => lines.filter((line) => line.state === state).length
    return {
      lines,
      ready: count('ready'),
      waits: count('waits'),
      stopped: 0,
      skipped: count('skipped'),
      done: count('done'),
    }
  }
  return {
    key_tray: tray,
    skip_key: ({ jobId, reason }: SkipJob) => {
      skipped.set(jobId, reason)
      return tray()
    },
    revocations: (): Revocations => ({
      lines: [],
      told: [],
      mayExport: { open: true, reason: '' },
      files: [],
    }),
    stock: () => stock,
    stock_in: ({ boxNo, model, serials }: StockIn) => {
      const count = serials.split(/\s+/).filter(Boolean).length
      stock.boxes.push({ boxNo, model, counts: { inBox: count, issued: 0, damaged: 0, destroyed: 0 } })
      stock.today.inBox += count
      return stock
    },
    stock_mark: ({ serial, state, reason }: StockMark) => {
      stock.moves.unshift({
        serial,
        boxNo: '箱 07',
        word: state === 'damaged' ? '损坏' : '销毁',
        reason,
        caseNumber: null,
        by: '罗毅',
        at: now(),
      })
      return stock
    },
    stock_close: ({ counted }: StockClose) =>
      Object.assign(stock, { lastClose: `日结：在库 ${counted} 把；账实相符（罗毅）` }),
  }
}
