/** The numbers of the day, as the core keeps them. */
import type { CalledNumber, DrawnNumber, Queue } from '@/bindings'
import { refuse } from './answers'

export function queueHandlers() {
  const WINDOW = '3号窗'
  let last = 0
  let waiting: number[] = []
  let called: CalledNumber[] = []
  let missed: number[] = []

  const told = (): Queue => ({
    waiting: waiting.length,
    next: waiting[0] ?? null,
    here: called.find((one) => one.window === WINDOW) ?? null,
    called,
    missed,
  })
  function call(number: number): Queue {
    const others = called.filter((one) => one.window !== WINDOW)
    called = [{ number, window: WINDOW, at: '10:42:00' }, ...others]
    return told()
  }
  return {
    queue: told,
    draw_number: (): DrawnNumber => {
      last += 1
      waiting = [...waiting, last]
      return { number: last, before: waiting.length - 1 }
    },
    call_next: (): Queue => {
      const [next, ...rest] = waiting
      if (next === undefined) throw refuse('queue-empty', '没有人在等', '有人来时先取号；过号的可以重新叫')
      waiting = rest
      return call(next)
    },
    call_back: ({ number }: { number: number }): Queue => {
      missed = missed.filter((one) => one !== number)
      return call(number)
    },
    pass_over: (): Queue => {
      const here = told().here
      if (!here) throw refuse('number-not-called', '本窗口没有叫号', '请先叫下一位')
      called = called.filter((one) => one !== here)
      missed = [...missed, here.number]
      return told()
    },
  }
}
