// What the double has to look at: two pages for a PDF, a picture for scans and samples, lines for everything else.
import type { DocumentLine, Look, LookAt, LookSheet } from '@/bindings'

const sheet = (text: string, title = ''): LookSheet => ({
  title,
  width: 595.3,
  height: 841.9,
  words: text ? [{ text, x: 60, y: 80, w: text.length * 12, h: 14 }] : [],
})

/** A record, opened. */
export function lookAt(at: LookAt, documents: DocumentLine[]): Look {
  const line = documents.find((one) => at.of === 'document' && one.id === at.id)
  const look: Look = {
    ...at,
    name: line?.name ?? '扫描页',
    pages: [],
    parts: [],
    mayPrint: { open: true, reason: '' },
  }
  if (at.of === 'sample')
    return { ...look, name: '公章 第1枚', pages: [sheet('', '清理后'), sheet('', '扫描原样')] }
  if (at.of === 'page') return { ...look, pages: [sheet('')] }
  if (look.name.endsWith('.pdf')) return { ...look, pages: [sheet('单位名称 甲单位'), sheet('甲单位盖章')] }
  return {
    ...look,
    parts: [{ title: '证书请求', lines: [{ label: '颁发给', value: '甲单位' }] }],
    mayPrint: { open: false, reason: '文字内容不从这里打印；请用“另存”取出后打印' },
  }
}
