/**
 * Drawn papers for the double: a scanned form with stamped frames, an identity paper, single seal samples.
 * Pictures are SVG in millimetres of the form, so that a region of a page is the same drawing with another viewBox.
 * Nothing here leaves the double; people, units and numbers are made up.
 */
import type { SampleEdit } from '../../bindings'

const serif = 'Noto Serif SC, Noto Serif CJK SC, serif'
const sans = 'Noto Sans SC, Noto Sans CJK SC, sans-serif'

const blob = (svg: string): Blob => new Blob([svg], { type: 'image/svg+xml' })

const text = (x: number, y: number, words: string, size = 3.6, more = ''): string =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="#22252b" font-family="${serif}" ${more}>${words}</text>`

/** A round company seal around 0,0, 40 mm across. */
export function seal(
  unit: string,
  {
    faint = 1,
    turn = 0,
    hole = false,
    square = false,
  }: { faint?: number; turn?: number; hole?: boolean; square?: boolean } = {},
): string {
  if (square) {
    const [a = '', b = '', c = '', d = ''] = [...unit.slice(0, 3), '印']
    const letter = (x: number, y: number, l: string) =>
      `<text x="${x}" y="${y}" font-size="8" text-anchor="middle" fill="#b3221a" font-family="${serif}"
      font-weight="700">${l}</text>`
    return `<g transform="rotate(${turn})" opacity="${faint}"><rect x="-10" y="-10" width="20" height="20"
    fill="none" stroke="#b3221a"
    stroke-width="1.2"/>${letter(4.6, -1, a)}${letter(4.6, 8, b)}${letter(-4.6, -1, c)}${letter(-4.6, 8, d)}</g>`
  }
  const letters = [...unit]
  const span = Math.min(250, letters.length * 20)
  const ring = letters
    .map((letter, i) => {
      const angle = -span / 2 + (letters.length > 1 ? (i * span) / (letters.length - 1) : 0)
      if (hole && i > letters.length - 3) return ''
      return `<text transform="rotate(${angle}) translate(0 -13)" font-size="4.6" text-anchor="middle"
      fill="#b3221a" font-family="${serif}" font-weight="700">${letter}</text>`
    })
    .join('')
  const star = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 === 0 ? 5.4 : 2.1
    const a = (Math.PI * i) / 5 - Math.PI / 2
    return `${(r * Math.cos(a)).toFixed(2)},${(r * Math.sin(a)).toFixed(2)}`
  }).join(' ')
  const circle = hole
    ? '<path d="M19.4 0A19.4 19.4 0 1 0 10 16.6" fill="none" stroke="#b3221a" stroke-width="1.2"/>'
    : '<circle r="19.4" fill="none" stroke="#b3221a" stroke-width="1.2"/>'
  return `<g transform="rotate(${turn})" opacity="${faint}">${circle}<polygon points="${star}"
  fill="#b3221a"/>${ring}</g>`
}

const MIDDLE_BOLD = 'text-anchor="middle" font-weight="700"'

const signature = (turn = 0): string =>
  `<path transform="rotate(${turn})" d="M-16 2c3-9 6-9 5-2s-3 8 1 2 6-9 6-3-1 7 3 0 6-7 5-1 2 5 6-1 5-4 8-2"
  fill="none" stroke="#1d2433" stroke-width=".9" stroke-linecap="round"/>`

export interface DrawnForm {
  title: string
  mark: string
  rows: { label: string; value: string; x: number; y: number; w: number }[]
  unit: string
  frames: boolean
}

/** The form as it lies on the glass: slightly turned paper, printed marks in the corners, code top right. */
function formSvg(form: DrawnForm): string {
  const marks = [
    [8, 8],
    [202, 8],
    [8, 289],
    [202, 289],
  ]
    .map(([x, y]) => `<path d="M${x! - 3} ${y}h6M${x} ${y! - 3}v6" stroke="#111" stroke-width=".5"/>`)
    .join('')
  const code = Array.from({ length: 144 }, (_, i) =>
    (i * 7919 + form.mark.length * 31) % 5 < 2
      ? `<rect x="${180 + (i % 12) * 1.1}" y="${12 + Math.floor(i / 12) * 1.1}" width="1.1" height="1.1" fill="#111"/>`
      : '',
  ).join('')
  const rows = form.rows
    .map(
      (row) =>
        `<rect x="${row.x}" y="${row.y}" width="${row.w}" height="11" fill="none" stroke="#333" stroke-width=".3"/>
        <path d="M${row.x + 28} ${row.y}v11" stroke="#333"
        stroke-width=".3"/>${text(row.x + 2, row.y + 7, row.label, 3.4)}${text(row.x + 30, row.y + 7, row.value, 3.8)}`,
    )
    .join('')
  const frames = form.frames
    ? [0, 1, 2]
        .map(
          (i) =>
            `<rect x="${20 + i * 58}" y="118" width="54" height="54" fill="none" stroke="#333" stroke-width=".35"/>
            <g transform="translate(${47 + i * 58} 145)">
            ${seal(form.unit, { faint: i === 1 ? 0.45 : 0.9, turn: i * 2 })}</g>
            <rect x="${20 + i * 58}" y="180" width="54" height="30" fill="none" stroke="#333" stroke-width=".35"/>
            <g transform="translate(${47 + i * 58} 195)">${signature(i * 3)}</g>`,
        )
        .join('')
    : ''
  const declaration = `${text(20, 228, '本单位同意遵守《数字证书用户协议》，保证所填内容真实有效。', 3.4)}${text(20, 262, '申请单位（盖章）：', 3.6)}
  ${text(112, 262, '经办人签字：', 3.6)}${text(20, 274, '申请日期：2026年11月20日', 3.6)}`
  return `<rect width="210" height="297" fill="#fbfaf6"/>
  <g transform="rotate(.25 105 148)">${marks}${code}${text(105, 27, form.title, 6, MIDDLE_BOLD)}${rows}
  ${frames}${declaration}<g transform="translate(62 254)">${seal(form.unit)}</g>
  <g transform="translate(152 260)">${signature()}</g>${text(20, 286, form.mark, 2.6)}</g>`
}

/** The identity card of the person in charge, copied onto A4. */
function cardSvg(name: string, number: string): string {
  return `<rect width="210" height="297" fill="#fdfdfb"/><rect x="55" y="50" width="86" height="54" rx="3"
  fill="#eef2ee" stroke="#9db1a6"
  stroke-width=".4"/>${text(62, 62, `姓名　${name}`, 4)}${text(62, 70, '性别　女　民族　汉', 3.4)}
  ${text(62, 97, `公民身份号码　${number}`, 4)}<rect x="118" y="58" width="18" height="23" fill="#d5d9d3"/>
  ${text(60, 130, '复印件与原件一致', 4)}`
}

export interface Drawn {
  form?: DrawnForm
  card?: { name: string; number: string }
}

const content = (drawn: Drawn): string =>
  drawn.form ? formSvg(drawn.form) : cardSvg(drawn.card?.name ?? '', drawn.card?.number ?? '')

/** A whole page. */
export const pagePicture = (drawn: Drawn, longest: number): Blob =>
  blob(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="${Math.round((longest * 210) / 297)}"
    height="${longest}">${content(drawn)}</svg>`,
  )

/** Part of a page. */
export const pageRegion = (drawn: Drawn, x: number, y: number, w: number, h: number, pxPerMm: number): Blob =>
  blob(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${w} ${h}" width="${Math.round(w * pxPerMm)}"
    height="${Math.round(h * pxPerMm)}">${content(drawn)}</svg>`,
  )

/** One sample in its frame, 12 px per mm, cropped and turned; raw shows the paper and the frame's line as scanned. */
export function samplePicture(
  kind: 'seal' | 'square' | 'sign',
  unit: string,
  number: number,
  raw: boolean,
  edit: SampleEdit,
): Blob {
  const inside =
    kind === 'sign'
      ? signature(number * 4)
      : seal(unit, {
          faint: number === 2 ? 0.4 : 0.92,
          turn: number === 3 ? 4.8 : -number,
          hole: number === 3,
          square: kind === 'square',
        })
  const size = kind === 'seal' ? 52.7 : kind === 'square' ? 30 : 44
  const half = size / 2
  const [left, top, right, bottom] = raw ? [0, 0, 0, 0] : edit.trimMm
  const paper = `<rect x="-80" y="-80" width="160" height="160" fill="${raw ? '#f1eee6' : '#fff'}"/>`
  const line =
    raw || number === 3
      ? `<rect x="${-half + 1}" y="${-half + 1}" width="${size - 2}" height="${size - 2}" fill="none" stroke="#444"
      stroke-width=".4"/>`
      : ''
  const shift = number === 3 ? 'translate(5 1)' : ''
  const turn = raw ? 0 : edit.turnTenths / 10
  const box = { x: -half + left, y: -half + top, w: size - left - right, h: size - top - bottom }
  return blob(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x} ${box.y} ${box.w} ${box.h}"
    width="${Math.round(box.w * 12)}"
    height="${Math.round(box.h * 12)}">${paper}${line}<g transform="rotate(${turn}) ${shift}">${inside}</g></svg>`,
  )
}

/** A document that cannot be drawn here: a sheet of paper with its name. */
export const sheetPicture = (title: string): Blob =>
  blob(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="630" height="891"><rect width="210"
    height="297" fill="#fff"/><text x="105" y="40" text-anchor="middle" font-size="7" font-family="${sans}"
    fill="#22252b">${title}</text></svg>`,
  )
