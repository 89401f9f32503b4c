/**
 * The tray: which key comes next, and the steps of one key in a row until it is finished, waits, or asks for somebody.
 * Every step goes through the key desk as for a single key; the tray only saves the key strokes in between.
 */
import { computed, ref, shallowRef } from 'vue'
import type { KeyTray, TrayLine } from '@/bindings'
import { useClient } from '@/shared/useClient'
import type { useKeyDesk } from './useKeyDesk'

/** Secrets of one step, typed by the customer. */
type Secrets = Parameters<ReturnType<typeof useKeyDesk>['goOn']>[0]

/** Lines that can be worked on. */
export const isOpen = (line: TrayLine): boolean => line.state === 'ready' || line.state === 'stopped'

/** The line to go to after `jobId`: the next open one below it, else the first open one. */
export function nextLine(lines: TrayLine[], jobId: number | null): TrayLine | undefined {
  const at = lines.findIndex((line) => line.jobId === jobId)
  return lines.slice(at + 1).find(isOpen) ?? lines.find(isOpen)
}

export function useTray(bench: ReturnType<typeof useKeyDesk>) {
  const api = useClient()
  const tray = shallowRef<KeyTray | null>(null)
  const at = ref<number | null>(null)
  const working = ref(false)

  const line = computed(() => tray.value?.lines.find((one) => one.jobId === at.value))
  /** The job of the line, once its case is on the bench. */
  const job = computed(() => (bench.job.value?.id === at.value ? bench.job.value : undefined))

  async function load(): Promise<void> {
    try {
      tray.value = await api.keyTray()
    } catch (thrown) {
      bench.fail(thrown)
    }
  }

  async function pick(jobId: number): Promise<void> {
    const wanted = tray.value?.lines.find((one) => one.jobId === jobId)
    if (!wanted || working.value) return
    at.value = jobId
    await bench.open(wanted.caseId)
    bench.pickJob(jobId)
  }

  async function begin(): Promise<void> {
    await load()
    await next()
  }

  /** Goes on to the next key; stays where it is when there is none. */
  async function next(): Promise<void> {
    const lines = tray.value?.lines ?? []
    const wanted = nextLine(lines, at.value) ?? (at.value === null ? lines[0] : undefined)
    if (wanted) await pick(wanted.jobId)
  }

  async function move(by: number): Promise<void> {
    const lines = tray.value?.lines ?? []
    const wanted = lines[lines.findIndex((one) => one.jobId === at.value) + by]
    if (wanted) await pick(wanted.jobId)
  }

  /**
   * Takes step after step of the present key, until it is finished, waits for the CA, is refused or asks for
   * somebody.
   */
  async function work(secrets?: Secrets): Promise<void> {
    if (working.value) return
    working.value = true
    let typed = secrets
    try {
      for (;;) {
        const present = job.value
        const asks = present?.asksPin || present?.asksNewPin || present?.asksSoPin
        if (!present?.next || !present.mayGoOn.open || (asks && !typed)) break
        const went = await bench.goOn(typed)
        typed = undefined
        if (!went || bench.pinOnce.value) break
      }
    } finally {
      working.value = false
    }
    await load()
  }

  async function skip(reason: string): Promise<boolean> {
    if (at.value === null) return false
    try {
      tray.value = await api.skipKey({ jobId: at.value, reason })
    } catch (thrown) {
      bench.fail(thrown)
      return false
    }
    await next()
    return true
  }

  return { tray, line, job, working, load, begin, pick, next, move, work, skip }
}
