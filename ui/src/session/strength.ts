/** How a password is judged in words, while it is typed. The core asks for ten characters; this only advises. */
export interface Strength {
  /** 0 empty, 1 too short, 2 weak, 3 usable, 4 good. */
  level: 0 | 1 | 2 | 3 | 4
  word: string
  advice: string
}

/** The least number of characters that the store takes. */
export const SHORTEST = 10

const COMMON =
  /^(?:password|admin|counter|qwerty|abc|iloveyou|zhengshu|cungen)|12345|11111|88888|66666|00000|qwert|asdfg/i

/** Judges a password; `names` are words that must not be in it (login, name). */
export function strength(password: string, names: readonly string[] = []): Strength {
  const chars = [...password]
  if (chars.length === 0)
    return { level: 0, word: '', advice: `至少 ${SHORTEST} 位；几个不相干的词连起来最好记。` }
  if (chars.length < SHORTEST)
    return { level: 1, word: '太短', advice: `还差 ${SHORTEST - chars.length} 位。` }
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length
  const different = new Set(chars).size
  if (names.some((name) => name.length > 1 && password.toLowerCase().includes(name.toLowerCase())))
    return { level: 2, word: '弱', advice: '里面有账号或姓名，容易猜到。' }
  if (COMMON.test(password) || different < 5)
    return { level: 2, word: '弱', advice: '常见或重复太多，请换几个不相干的词。' }
  const score = chars.length + kinds * 2
  if (score >= 20) return { level: 4, word: '好', advice: '够长，也不规则。' }
  return { level: 3, word: '可用', advice: '再加一个词会更好。' }
}
