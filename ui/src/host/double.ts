// An in-memory desk for tests and for looking at screens in a browser; never part of the built window.
// Each screen folder may add its own `double.ts` that exports `handlers(world)`.
import type { Host, Refusal } from '@/bindings'
import { makeWorld, type World } from './world'

/** Answers one command. */
export type Handler = (args: never, world: World) => unknown
/** Commands by the desk's name (`get_case`). Uploads get `{ name, about, data }`. */
export type Handlers = Record<string, Handler>

const files = import.meta.glob<{ handlers: Handlers }>(['../*/double.ts', '!./double.ts'], { eager: true })

/** A refusal to throw from a handler. */
export function refuse(code: string, message: string, remedy = ''): Refusal {
  return { code, message, remedy, findings: [] }
}

/** The double: `double()` with rich made-up data, `double(world)` with a test's own. */
export function double(world: World = makeWorld()): Host & { world: World; log: { command: string; args: unknown }[] } {
  const handlers: Handlers = Object.assign({}, ...Object.values(files).map((file) => file.handlers))
  const log: { command: string; args: unknown }[] = []
  const answer = async (command: string, args: unknown): Promise<unknown> => {
    log.push({ command, args })
    const run = handlers[command]
    if (!run) throw refuse('double-unknown', `替身没有命令 ${command}`, '在 src/<屏>/double.ts 里补上。')
    // Through JSON as over the real wire, so that no screen holds the double's own objects.
    const given = args && typeof args === 'object' && 'data' in args ? args : JSON.parse(JSON.stringify(args ?? {}))
    const result = await run(given as never, world)
    return result instanceof Blob ? result : JSON.parse(JSON.stringify(result ?? null))
  }
  return {
    world,
    log,
    call: answer,
    bytes: (command, args) => answer(command, args) as Promise<Blob>,
    upload: (command, name, about, data) => answer(command, { name, about, data }),
  }
}
