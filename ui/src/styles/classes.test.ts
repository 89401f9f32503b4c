import { describe, expect, it } from 'vitest'

// Styles are not scoped, so a class of one screen reaches every other one that happens to use its name, from the moment the
// first has been opened. Each component therefore has names of its own.
const components = import.meta.glob<string>('../**/*.vue', { query: '?raw', import: 'default', eager: true })
const shared = import.meta.glob<string>('./*.css', { query: '?raw', import: 'default', eager: true })

/** The selectors of a sheet, one by one. */
const selectors = (css: string): string[] =>
  css.replace(/\/\*[^]*?\*\//g, '').replace(/@media[^{]*\{/g, '').match(/[^{}]+(?=\{)/g)?.flatMap((rule) => rule.split(',')) ?? []

/** Classes that a component styles wherever they stand: its unscoped selectors of one class and nothing else. */
const claimed = (source: string): Set<string> =>
  new Set([...source.matchAll(/<style>([^]*?)<\/style>/g)].flatMap(([, css]) => selectors(css ?? '')).flatMap((one) => /^\s*\.([a-z][\w-]*)\s*$/.exec(one)?.[1] ?? []))

describe('classes', () => {
  it('belong to one component, or to the shared sheets', () => {
    const owners = new Map<string, string[]>()
    for (const [file, source] of Object.entries(components)) for (const name of claimed(source)) owners.set(name, [...(owners.get(name) ?? []), file])
    expect(owners.size).toBeGreaterThan(200)
    expect([...owners].filter(([, files]) => files.length > 1)).toEqual([])
    const everywhere = new Set(Object.values(shared).flatMap(selectors).flatMap((one) => one.match(/(?<=\.)[a-z][\w-]*/g) ?? []))
    expect([...owners].filter(([name]) => everywhere.has(name))).toEqual([])
  })
})
