/** The numbers of the day: asked when shown, when another window has written, and now and then. */
import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
import type { Queue } from '@/bindings'
import { onNews } from '@/shared/useNews'
import { useAsk, useClient } from '@/shared/useClient'

/** A number as it stands on the slip and on the screen: three digits at least. */
export const numberWord = (number: number): string => String(number).padStart(3, '0')

export function useQueue(everyMs: number) {
  const api = useClient()
  const { ask, busy, refusal } = useAsk()
  const queue = shallowRef<Queue | null>(null)
  const drawn = shallowRef<string>('')

  /** Asks behind the work: a look that fails says nothing, the next one comes soon. */
  async function look(): Promise<void> {
    const next = await api.queue().catch(() => null)
    if (next) queue.value = next
  }
  async function take(call: () => Promise<Queue>): Promise<void> {
    if (busy.value) return
    drawn.value = ''
    const next = await ask(call)
    if (next) queue.value = next
  }
  const callNext = () => take(() => api.callNext())
  const passOver = () => take(() => api.passOver())
  const callBack = (number: number) => take(() => api.callBack({ number }))
  async function draw(): Promise<void> {
    if (busy.value) return
    const got = await ask(() => api.drawNumber())
    if (!got) return
    drawn.value = `已取 ${numberWord(got.number)} 号，前面等 ${got.before} 位`
    await look()
  }

  let off: (() => void) | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    void look()
    off = onNews(() => void look())
    timer = setInterval(() => void look(), everyMs)
  })
  onBeforeUnmount(() => {
    off?.()
    clearInterval(timer)
  })
  return { queue, drawn, busy, refusal, callNext, passOver, callBack, draw }
}
