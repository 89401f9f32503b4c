/**
 * Closing the window is a key like others: what was typed is saved first, within a bound, and when it cannot be saved
 * the person is told and decides. It never decides that by itself, and never waits longer than the bound.
 */
import { ref, type Ref } from 'vue'
import type { Refusal } from '@/bindings'
import { flushAll } from './route'

/** How long a save may take before the person is told; the window itself waits a little longer than this. */
export const SAVE_MS = 4000

const TOO_SLOW: Refusal = {
  code: 'closing-too-slow',
  message: '保存没有在几秒内完成',
  remedy: '请稍等片刻再关；一直不行，请检查磁盘是否已满或被拔出',
  findings: [],
}

/** What closing needs of the window; a test gives its own. */
export interface ClosingDeps {
  answer(go: boolean): Promise<void>
  wait?: (ms: number) => Promise<void>
}

/** The steps of closing. `unsaved` says why the window is still there. */
export function useClosing(deps: ClosingDeps): {
  unsaved: Ref<Refusal | null>
  asked(): Promise<void>
  goAnyway(): Promise<void>
  stay(): void
} {
  const unsaved = ref<Refusal | null>(null)
  const wait = deps.wait ?? ((ms: number) => new Promise<void>((done) => setTimeout(done, ms)))
  return {
    unsaved,
    async asked() {
      const [refused] = await Promise.race([flushAll(), wait(SAVE_MS).then(() => [TOO_SLOW])])
      unsaved.value = refused ?? null
      await deps.answer(!refused)
    },
    async goAnyway() {
      await deps.answer(true)
    },
    stay() {
      unsaved.value = null
    },
  }
}
