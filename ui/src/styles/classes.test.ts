import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

// Styles are not scoped, so a class of one screen reaches every other one that happens to use its name, from the
// moment the first has been opened. Each component therefore has names of its own.
const components = import.meta.glob<string>('../**/*.vue', { query: '?raw', import: 'default', eager: true })
// Style sheets come empty from the bundler of the tests, so they are read as files, from the folder of `ui`.
const read = (paths: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.keys(paths).map((path) => [path, readFileSync(join('src/styles', path), 'utf8')]))
const stations = read(import.meta.glob('../*/station.css'))
const shared = read(import.meta.glob('./*.css'))

/** The selectors of a sheet, one by one. */
const selectors = (css: string): string[] =>
  css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/@media[^{]*\{/g, '')
    .match(/[^{}]+(?=\{)/g)
    ?.flatMap((rule) => rule.split(',')) ?? []

/** Classes that a component styles wherever they stand: its unscoped selectors of one class and nothing else. */
const claimed = (css: string): Set<string> =>
  new Set(selectors(css).flatMap((one) => /^\s*\.([a-z][\w-]*)\s*$/.exec(one)?.[1] ?? []))

/** The sheet in a component that is not scoped to it. */
const sheetOf = (source: string): string =>
  [...source.matchAll(/<style>([^]*?)<\/style>/g)].map(([, css]) => css).join('\n')

/** Sheets that a screen takes as its own, `<style scoped src>`. */
const SCOPED = Object.entries(components)
  .filter(([, source]) => source.includes('<style scoped src="./station.css">'))
  .map(([file]) => file.replace(/[^/]+$/, 'station.css'))

describe('classes', () => {
  it('belong to one component, or to the shared sheets', () => {
    const owners = new Map<string, string[]>()
    const sheets = [
      ...Object.entries(components).map(([file, source]) => [file, sheetOf(source)] as const),
      ...Object.entries(stations).filter(([file]) => !SCOPED.includes(file)),
    ]
    for (const [file, css] of sheets)
      for (const name of claimed(css)) owners.set(name, [...(owners.get(name) ?? []), file])
    expect(owners.size).toBeGreaterThan(200)
    expect([...owners].filter(([, files]) => files.length > 1)).toEqual([])
    const everywhere = new Set(
      Object.values(shared)
        .flatMap(selectors)
        .flatMap((one) => one.match(/(?<=\.)[a-z][\w-]*/g) ?? []),
    )
    expect(everywhere.size).toBeGreaterThan(150)
    expect([...owners].filter(([name]) => everywhere.has(name))).toEqual([])
  })
})
