/**
 * The scanner as the clerk has set it: device, source, colour, resolution; and running a stack through it.
 * The choice is kept while the program runs, so that F3 is all it takes for the next customer.
 */
import { reactive, ref } from 'vue'
import type { Refusal, Scanned, ScanSource, Scanner, ScannerOptions } from '@/bindings'
import { asRefusal, useClient } from '@/shared/useClient'

interface Choice {
  /** SANE's name; empty for the one of the settings. */
  device: string
  options: ScannerOptions | null
  source: ScanSource | null
  mode: string
  /** Dots per inch; none for the settings'. */
  dpi: number | null
}

const choice = reactive<Choice>({ device: '', options: null, source: null, mode: '', dpi: null })

export function useScanner() {
  const api = useClient()
  const scanners = ref<Scanner[]>([])
  const looking = ref(false)

  /** Asks a scanner what it offers and takes what suits a stamped form: colour, and the source it stands at. */
  async function choose(device: string): Promise<Refusal | null> {
    looking.value = true
    try {
      const options = await api.scannerOptions({ device })
      const colour = options.modes.find((mode) => /colou?r/i.test(mode)) ?? ''
      Object.assign(choice, {
        device,
        options,
        source: options.sources[0] ?? null,
        mode: colour,
        dpi: options.resolutions.includes(300) ? 300 : null,
      })
      return null
    } catch (thrown) {
      scanners.value = await api.scanners().catch(() => [])
      return asRefusal(thrown)
    } finally {
      looking.value = false
    }
  }

  async function find(): Promise<void> {
    looking.value = true
    scanners.value = await api.scanners().catch(() => [])
    looking.value = false
  }

  /** Runs a stack; answers what ended it before it was through. */
  async function run(
    caseId: number | null,
    onPages: (came: Scanned, total: number) => void,
    stopped: () => boolean,
  ): Promise<Refusal | null> {
    const { device, source, mode, dpi, options } = choice
    try {
      await api.startScan({
        device,
        source,
        mode,
        dpi,
        widthMm: options?.widthMm ?? null,
        heightMm: options?.heightMm ?? null,
        caseId,
      })
    } catch (thrown) {
      // A stack that ran on while the screen was locked still has pages: they are fetched first.
      if (asRefusal(thrown).code !== 'scanner-running') throw thrown
    }
    let total = 0
    let told = false
    for (;;) {
      const came = await api.nextScanned()
      total += came.pages.length
      onPages(came, total)
      if (!came.running) return came.stoppedBy
      if (stopped() && !told) {
        told = true
        await api.stopScan()
      }
    }
  }

  return { choice, scanners, looking, choose, find, run }
}
