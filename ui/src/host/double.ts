// An in-memory desk for tests and for looking at screens in a browser; never part of the built window.
import type { Host } from '@/bindings'
import { refuse } from './double/answers'
import { makeDesk } from './double/desk'
import type { PlayedCalls, PlayedFiles, PlayedPictures } from './double/world'
import { makeOffice, type Beginning } from './double/office'

/** Beginnings named in the address: `?as=linxy`, `?store=absent`, `?store=empty`. */
export function beginningOf(search: string): Beginning {
  const asked = new URLSearchParams(search)
  const as = asked.get('as')
  return {
    absent: asked.get('store') === 'absent',
    empty: asked.get('store') === 'empty',
    ...(as ? { as } : {}),
  }
}

type Run = (args: unknown) => unknown
type Draw = (args: unknown) => Blob
type Take = (name: string, about: number, data: Uint8Array) => unknown

/** The double: both halves behind the wire's shape. */
export function double(beginning: Beginning = beginningOf(globalThis.location?.search ?? '')) {
  const office = makeOffice(beginning)
  const desk = makeDesk({
    view: office.view,
    setState: office.setState,
    who: office.who,
    now: office.now,
    training: true,
  })
  const commands: PlayedCalls = { ...office.handlers, ...desk.handlers }
  const pictures: PlayedPictures = { ...office.bytes, ...desk.bytes }
  const uploads: PlayedFiles = desk.upload
  /** What was asked, for tests. */
  const log: { command: string; args: unknown }[] = []
  const find = <T>(from: object, command: string, args: unknown): T => {
    log.push({ command, args })
    const run = (from as Record<string, T | undefined>)[command]
    if (!run) throw refuse('double-unknown', `替身没有命令 ${command}`, '在 src/host/double/ 里补上。')
    return run
  }
  // Everything goes through JSON as over the real wire, so that no screen holds the double's own objects.
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))
  const host: Host = {
    call: async (command, args) => plain(await find<Run>(commands, command, args)(plain(args))),
    bytes: async (command, args) => await find<Draw>(pictures, command, args)(plain(args)),
    upload: async (command, name, about, data) =>
      plain(await find<Take>(uploads, command, { name, about })(name, about, data)),
  }
  const plays = { calls: Object.keys(commands), pictures: Object.keys(pictures), files: Object.keys(uploads) }
  return { ...host, office, desk, log, plays }
}
