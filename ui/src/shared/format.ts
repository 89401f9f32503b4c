/** Dates, money, ages and codes as people here write them. Nothing in this file reads a clock. */

const WEEKDAYS = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六']

/** The parts of `2026-11-21`, `2026-11-21T10:42:18+08:00`, in the window's own zone when a zone is named. */
function parts(at: string): { y: number; m: number; d: number; clock: string; week: number } | null {
  const zoned = /[zZ]|[+-]\d\d:?\d\d$/.test(at)
  const date = zoned ? new Date(at) : null
  if (date && !Number.isNaN(date.getTime())) {
    const two = (n: number) => String(n).padStart(2, '0')
    const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
    return { y: date.getFullYear(), m: date.getMonth() + 1, d: date.getDate(), clock, week: date.getDay() }
  }
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?/.exec(at)
  if (!match) return null
  const [y, m, d] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return { y, m, d, clock: match[4] ?? '', week: new Date(Date.UTC(y, m - 1, d)).getUTCDay() }
}

/** 2026年11月21日 */
export function date(at: string): string {
  const p = parts(at)
  return p ? `${p.y}年${p.m}月${p.d}日` : at
}

/** 2026年11月21日 星期六 */
export function dateLong(at: string): string {
  const p = parts(at)
  return p ? `${date(at)} ${WEEKDAYS[p.week]}` : at
}

/** 10:42:18 */
export function clock(at: string): string {
  return parts(at)?.clock ?? ''
}

/** 10:42 */
export function clockShort(at: string): string {
  return clock(at).slice(0, 5)
}

/** Today the clock, else 11月20日 10:42. */
export function moment(at: string, today?: string): string {
  const p = parts(at)
  if (!p) return at
  const t = today ? parts(today) : null
  if (t && t.y === p.y && t.m === p.m && t.d === p.d) return p.clock.slice(0, 5)
  const day = t && t.y === p.y ? `${p.m}月${p.d}日` : date(at)
  return p.clock ? `${day} ${p.clock.slice(0, 5)}` : day
}

/** Where there is little room: today the clock, else 11.20 or 2025.11.20. */
export function dayShort(at: string, today?: string): string {
  const p = parts(at)
  const t = today ? parts(today) : null
  if (!p) return at
  if (t && t.y === p.y && t.m === p.m && t.d === p.d) return p.clock.slice(0, 5)
  return t && t.y === p.y ? `${p.m}.${p.d}` : `${p.y}.${p.m}.${p.d}`
}

/** 11 分钟, 1 小时 12 分, 2 天 3 小时 */
export function age(minutes: number): string {
  if (minutes < 1) return '刚刚'
  if (minutes < 60) return `${Math.floor(minutes)} 分钟`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) {
    const rest = Math.floor(minutes % 60)
    return rest ? `${hours} 小时 ${rest} 分` : `${hours} 小时`
  }
  const days = Math.floor(hours / 24)
  return hours % 24 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`
}

/** Whole minutes between two moments. */
export function minutesBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000))
}

/** 分 → `700`, `6,240`, `12.50`: 元 without the word. */
export function yuan(cents: number): string {
  const whole = Math.trunc(Math.abs(cents) / 100)
  const rest = Math.abs(cents) % 100
  const text = whole.toString().replace(/\B(?=(\d{3})+$)/g, ',')
  return `${cents < 0 ? '－' : ''}${text}${rest ? `.${String(rest).padStart(2, '0')}` : ''}`
}

/** `700`, `700.5`, `1,200.00` → 分; null when it is no amount. */
export function cents(text: string): number | null {
  const clean = text.trim().replace(/[,，\s元]/g, '')
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(clean)) return null
  const [whole, rest = ''] = clean.split('.')
  return Number(whole) * 100 + Number(rest.padEnd(2, '0') || 0)
}

/** Cuts a code into its groups: `splitCode('110105194912310021', [6, 8, 4])`. What is over stays one more group. */
export function splitCode(code: string, groups: readonly number[]): string[] {
  if (groups.length === 0) return code ? [code] : []
  const cut: string[] = []
  let at = 0
  for (const length of groups) {
    if (at >= code.length) break
    cut.push(code.slice(at, at + length))
    at += length
  }
  if (at < code.length) cut.push(code.slice(at))
  return cut
}

/** Groups of four, as key serials are shown. */
export function fours(code: string): number[] {
  return Array.from({ length: Math.ceil(code.length / 4) }, () => 4)
}

const CAPITAL = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾']

/** 3 → 叁, as years are written on the forms; larger numbers stay digits. */
export function capitalYears(years: number): string {
  return CAPITAL[years] ?? String(years)
}

/** 一二三…, the numerals of a screen's groups. */
export function numeral(n: number): string {
  const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
  if (n < 10) return digits[n] ?? String(n)
  if (n < 20) return `十${digits[n - 10]}`
  return `${digits[Math.floor(n / 10)]}十${digits[n % 10]}`
}

/** 12 kB, 3.4 MB */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
