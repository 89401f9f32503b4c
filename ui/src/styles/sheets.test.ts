import { describe, expect, it } from 'vitest'
import index from './index.ts?raw'

const screens = import.meta.glob<string>('../**/*.{vue,ts}', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** Draws nothing of its own. */
const WITHOUT = ['el-config-provider']

/** `ElInputNumber` → `el-input-number`. */
const sheetOf = (component: string): string =>
  component.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).slice(1)

describe('the sheets of the component library', () => {
  it('are there for every component in use, and for no other', () => {
    const imports = Object.values(screens).flatMap((source) => [
      ...source.matchAll(/import \{([^}]*)\} from 'element-plus'/g),
    ])
    const names = imports.flatMap(([, list]) => list!.split(',').map((name) => name.trim()))
    const used = new Set(names.filter((name) => /^El[A-Z]/.test(name)).map(sheetOf))
    for (const name of WITHOUT) used.delete(name)
    // A dialog lies over its own overlay.
    if (used.has('el-dialog')) used.add('el-overlay')
    const loaded = [...index.matchAll(/theme-chalk\/(el-[\w-]+)\.css/g)].map(([, name]) => name)
    expect(used.size).toBeGreaterThan(5)
    expect(loaded).toEqual([...used].sort())
  })
})
