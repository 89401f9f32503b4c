/**
 * Files that come in by drop, picker or paste, and sending them to the core one after the other.
 * It never looks inside a file: whether a scan can be read is the core's word. The size limit here only spares the
 * window from loading what the core would refuse anyway.
 */
import type { Finding, Imported, PageLine, Refusal } from '../bindings'

/** What the picker offers; the core sniffs the content, never the name. */
export const ACCEPT = '.png,.jpg,.jpeg,.tif,.tiff,.bmp,.pdf,image/*,application/pdf'

/** Largest file taken in, in bytes (as the core's own limit for a scan). */
export const MOST_BYTES = 64 * 1024 * 1024

const finding = (code: string, message: string, remedy: string): Finding => ({
  code,
  severity: 'refuse',
  field: null,
  message,
  remedy,
  suggestion: null,
  kept: false,
})

/** The files of a drop or paste; a pasted picture has no name of its own and gets one by time. */
export function filesOf(transfer: DataTransfer | null, pastedAt?: Date): File[] {
  const files = [...(transfer?.files ?? [])]
  if (!pastedAt) return files
  const stamp = pastedAt.toTimeString().slice(0, 8).replaceAll(':', '')
  return files.map((file, index) => {
    const ending = file.type.split('/')[1]?.replace('jpeg', 'jpg') ?? 'png'
    return new File([file], `粘贴-${stamp}-${index + 1}.${ending}`, { type: file.type })
  })
}

export interface Taking {
  /** Called before each file: its number, how many there are, its name. */
  onFile?: (number: number, of: number, name: string) => void
  /** Called after each file, so that its pages appear at once. */
  onPages?: (imported: Imported) => void
  /** Asked between files; true stops after the present one. */
  stopped?: () => boolean
}

/** Sends files one by one; one that is refused becomes a finding and the rest go on. */
export async function takeIn(
  files: File[],
  send: (name: string, data: Uint8Array) => Promise<Imported>,
  { onFile, onPages, stopped }: Taking = {},
): Promise<Imported> {
  const pages: PageLine[] = []
  const findings: Finding[] = []
  let spooled = 0
  for (const [index, file] of files.entries()) {
    if (stopped?.()) {
      findings.push({
        ...finding(
          'scan-stopped',
          `已停下，还有 ${files.length - index} 个文件没有读入`,
          '需要时再拖入剩下的文件。',
        ),
        severity: 'note',
      })
      break
    }
    onFile?.(index + 1, files.length, file.name)
    let came: Imported
    if (file.size > MOST_BYTES) {
      came = {
        pages: [],
        findings: [
          finding(
            'scan-too-large',
            `“${file.name}”超过 64 MB，没有读入`,
            '请以 300 dpi 重新扫描，或把文件拆开。',
          ),
        ],
        spooled: 0,
      }
    } else {
      try {
        came = await send(file.name, new Uint8Array(await file.arrayBuffer()))
      } catch (error) {
        const refusal = error as Partial<Refusal>
        came = {
          pages: [],
          findings: [
            finding(
              refusal.code ?? 'scan-not-taken',
              `“${file.name}”：${refusal.message ?? '没有读入'}`,
              refusal.remedy ?? '请换一种格式再试，原文件没有改动。',
            ),
            ...(refusal.findings ?? []),
          ],
          spooled: 0,
        }
      }
    }
    pages.push(...came.pages)
    findings.push(...came.findings)
    spooled += came.spooled
    onPages?.(came)
  }
  return { pages, findings, spooled }
}
