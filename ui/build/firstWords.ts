/**
 * The faces of the first screen: of each face one small file that holds exactly the characters of the sign-in and of
 * the first start, cut from the whole face before the screens are built. The Chinese faces come in a hundred slices,
 * and the sign-in alone touched twenty-six of them: twenty-six files to fetch, unpack and check before its words
 * stood. What is not among them (people's names) comes from the slices a moment later.
 *
 * Never here: a character that no source file shows.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import subsetFont from 'subset-font'

/** A face: what the style sheets call it, and the file that holds it whole. */
interface Face {
  family: string
  weight: number
  whole: string
}

const FACES: readonly Face[] = [
  {
    family: 'Noto Sans SC First',
    weight: 400,
    whole: 'noto-sans-sc/files/noto-sans-sc-chinese-simplified-400',
  },
  {
    family: 'Noto Sans SC First',
    weight: 700,
    whole: 'noto-sans-sc/files/noto-sans-sc-chinese-simplified-700',
  },
  {
    family: 'Noto Serif SC First',
    weight: 700,
    whole: 'noto-serif-sc/files/noto-serif-sc-chinese-simplified-700',
  },
]

/** What the first screens say beside their own texts: the day, the practice accounts' offices. */
const BESIDE = '年月日星期一二三四五六〇零上下午：，。、（）“”…—·　受理员复核员制证员管理员练习库'

/** Chinese characters and their marks; letters and digits have a slice of their own. */
const CHINESE = /[\u2014\u2018-\u201d\u2026\u00b7\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]/g

/** The characters of the screens that come before anybody is signed in. */
function characters(src: string): string {
  const folder = join(src, 'session')
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.vue'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const all = [...texts, readFileSync(join(src, 'shared/format.ts'), 'utf8'), BESIDE].join('')
  return [...new Set(all.match(CHINESE))].sort().join('')
}

const points = (text: string): string =>
  [...text].map((one) => `U+${one.codePointAt(0)?.toString(16)}`).join(',')

/** Cuts the faces into a folder beside the libraries, where they are not there yet; the folder's path. */
export async function firstWords(ui: string): Promise<string> {
  const text = characters(join(ui, 'src'))
  const mark = createHash('sha256').update(text).update(JSON.stringify(FACES)).digest('hex').slice(0, 16)
  const folder = join(ui, 'node_modules/.first-words', mark)
  const sheet = join(folder, 'faces.css')
  if (existsSync(sheet)) return folder
  mkdirSync(folder, { recursive: true })
  const rules = []
  for (const [at, face] of FACES.entries()) {
    const whole = readFileSync(join(ui, 'node_modules/@fontsource', `${face.whole}-normal.woff2`))
    const file = `first-${at}.woff2`
    writeFileSync(join(folder, file), await subsetFont(whole, text, { targetFormat: 'woff2' }))
    rules.push(
      `@font-face {
  font-family: '${face.family}';
  font-weight: ${face.weight};
  font-display: block;
  src: url('./${file}') format('woff2');
  unicode-range: ${points(text)};
}
`,
    )
  }
  writeFileSync(sheet, rules.join(''))
  return folder
}
