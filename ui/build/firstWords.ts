/**
 * The faces that the screens are drawn with, cut from the whole Chinese faces before the screens are built. Those come
 * in a hundred slices each, and every screen touched a few dozen of them when it was first drawn: so many files to
 * fetch, unpack and check before its words stood. Two small sets stand before the slices:
 *
 * - `First`: exactly the characters of the sign-in and of the first start, so that nobody waits for more.
 * - `Desk`: the characters of all screens and the usual ones of the language (GB/T 2312-1980, level 1), fetched while
 *   somebody signs in. Names with rarer characters come from the slices a moment later.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import subsetFont from 'subset-font'

/** A face: the family it is cut from, and the file that holds it whole. */
interface Face {
  family: string
  weight: number
  whole: string
}

const FACES: readonly Face[] = [
  {
    family: 'Noto Sans SC',
    weight: 400,
    whole: 'noto-sans-sc/files/noto-sans-sc-chinese-simplified-400',
  },
  {
    family: 'Noto Sans SC',
    weight: 700,
    whole: 'noto-sans-sc/files/noto-sans-sc-chinese-simplified-700',
  },
  {
    family: 'Noto Serif SC',
    weight: 700,
    whole: 'noto-serif-sc/files/noto-serif-sc-chinese-simplified-700',
  },
]

/** What the first screens say beside their own texts: the day, the practice accounts with their offices. */
const BESIDE =
  '年月日星期一二三四五六〇零上下午：，。、（）“”…—·　受理员复核员制证员管理员练习库林晓芸何敏罗毅周启明'

/** Chinese characters and their marks; letters and digits have a slice of their own. */
const CHINESE = /[\u2014\u2018-\u201d\u2026\u00b7\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]/g

/** The blocks in which those stand: what the second set may be asked for. */
const BLOCKS = 'U+b7, U+2014, U+2018-201d, U+2026, U+3000-303f, U+4e00-9fff, U+ff01-ff5e'

const chinese = (text: string): string => [...new Set(text.match(CHINESE))].sort().join('')

/** The texts of all screens in a folder, their tests left out. */
function textsOf(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const screens = files.filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts')).sort()
  return screens.map((name) => readFileSync(join(folder, name), 'utf8')).join('')
}

/** The usual characters: rows 16 to 55 of GB/T 2312-1980, 94 to a row, as GBK writes them. */
function usual(): string {
  const bytes = []
  for (let row = 16; row <= 55; row += 1)
    for (let cell = 1; cell <= 94; cell += 1) bytes.push(0xa0 + row, 0xa0 + cell)
  return new TextDecoder('gbk').decode(new Uint8Array(bytes))
}

const points = (text: string): string =>
  [...text].map((one) => `U+${one.codePointAt(0)?.toString(16)}`).join(',')

/** Cuts all faces to a text; the sheet that names them as `name`, to be asked for the characters of `range`. */
async function cut(ui: string, folder: string, name: string, text: string, range: string): Promise<void> {
  const rules = []
  for (const [at, face] of FACES.entries()) {
    const whole = readFileSync(join(ui, 'node_modules/@fontsource', `${face.whole}-normal.woff2`))
    const file = `${name.toLowerCase()}-${at}.woff2`
    writeFileSync(join(folder, file), await subsetFont(whole, text, { targetFormat: 'woff2' }))
    rules.push(
      `@font-face {
  font-family: '${face.family} ${name}';
  font-weight: ${face.weight};
  font-display: block;
  src: url('./${file}') format('woff2');
  unicode-range: ${range};
}
`,
    )
  }
  writeFileSync(join(folder, `${name.toLowerCase()}.css`), rules.join(''))
}

/** Cuts the faces into a folder beside the libraries, where they are not there yet; the folder's path. */
export async function firstWords(ui: string): Promise<string> {
  const screens = join(ui, 'src')
  const first = chinese(
    textsOf(join(screens, 'session')) + readFileSync(join(screens, 'shared/format.ts'), 'utf8') + BESIDE,
  )
  const desk = chinese(textsOf(screens) + usual())
  const mark = createHash('sha256')
    .update(JSON.stringify([first, desk, FACES]))
    .digest('hex')
    .slice(0, 16)
  const folder = join(ui, 'node_modules/.first-words', mark)
  if (existsSync(folder)) return folder
  // What is interrupted leaves no half set behind.
  const half = `${folder}.half`
  mkdirSync(half, { recursive: true })
  await cut(ui, half, 'First', first, points(first))
  await cut(ui, half, 'Desk', desk, BLOCKS)
  renameSync(half, folder)
  return folder
}
