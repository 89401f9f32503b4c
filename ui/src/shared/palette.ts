import { reactive } from 'vue'

/** What lies over the screens: the look-up palette and the page of help. */
export interface Palette {
  open: boolean
  help: boolean
  /** A unit that was done before, handed to the intake. */
  customer: { id: number; title: string } | null
  /** What was scanned, for the look-up to take. */
  scanned: string
  /** Why a scan was not looked up, until something else is said. */
  said: string
}

export const palette = reactive<Palette>({ open: false, help: false, customer: null, scanned: '', said: '' })
