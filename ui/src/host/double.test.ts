/** The double plays commands of the desk's own list and no others; what it leaves out is named. */
import { expect, test } from 'vitest'
import { client, type Host } from '@/bindings'
import { double } from './double'

/** Every command of the list, as the generated client calls it. */
function listed() {
  const said = { calls: new Set<string>(), pictures: new Set<string>(), files: new Set<string>() }
  const host: Host = {
    call: (command) => Promise.resolve(said.calls.add(command)),
    bytes: (command) => (said.pictures.add(command), Promise.resolve(new Blob())),
    upload: (command) => Promise.resolve(said.files.add(command)),
  }
  const calls = client(host) as unknown as Record<string, () => unknown>
  Object.values(calls).forEach((call) => call())
  return said
}

test('every command that is played is one of the list', () => {
  const { plays } = double({ absent: false, empty: false })
  const list = listed()
  expect(plays.calls.filter((command) => !list.calls.has(command))).toEqual([])
  expect(plays.pictures.filter((command) => !list.pictures.has(command))).toEqual([])
  expect(plays.files.filter((command) => !list.files.has(command))).toEqual([])
  expect(plays.calls.length).toBeGreaterThan(60)
})
