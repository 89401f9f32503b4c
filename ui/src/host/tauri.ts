// The only file that knows Tauri: three commands, one for words, one for pictures, one for files; what is known of the
// store before any of them, and the answer to closing.
import { invoke } from '@tauri-apps/api/core'
import type { Host, Status } from '@/bindings'

/** The kind of a picture or document by its first bytes; the desk sends no header with them. */
export function mimeOf(bytes: Uint8Array): string {
  const starts = (...head: number[]) => head.every((b, i) => bytes[i] === b)
  if (starts(0x89, 0x50, 0x4e, 0x47)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x25, 0x50, 0x44, 0x46)) return 'application/pdf'
  return 'application/octet-stream'
}

/** The window's host. */
export const tauri = (): Host => ({
  call: (command, args) => invoke('desk_call', { command, args }),
  bytes: async (command, args) => {
    const raw = await invoke<ArrayBuffer>('desk_bytes', { command, args })
    const bytes = new Uint8Array(raw)
    return new Blob([bytes], { type: mimeOf(bytes) })
  },
  upload: (command, name, about, data) =>
    invoke('desk_upload', data, {
      headers: { command, name: encodeURIComponent(name), about: String(about) },
    }),
})

declare global {
  interface Window {
    /** Set by the program before the page is read. */
    firstLook?: Status
  }
}

/** What is known of the store before the desk has been asked. */
export const firstLook = (): Status | null => window.firstLook ?? null

/** Tells when somebody wants to close the window. The window waits for `answerClose`, for a few seconds. */
export function onCloseAsked(run: () => void): void {
  window.addEventListener('close-asked', run)
}

/** Lets the window go, or keeps it. */
export const answerClose = (go: boolean): Promise<void> => invoke('may_close', { go })
