import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import HelpOverlay from '@/shared/HelpOverlay.vue'
import { KEYS } from '@/shared/keys'
import { route, VIEWS } from '@/shared/route'
import { keysOf, PAGES, search } from './pages'

describe('help', () => {
  it('has a page for every screen: what it is for, its steps, what to do when', () => {
    for (const view of VIEWS) {
      const page = PAGES[view]
      expect(page.about.length, view).toBeGreaterThan(15)
      expect(page.steps.length, view).toBeGreaterThan(1)
      expect(page.cases.length, view).toBeGreaterThan(0)
    }
  })

  it('names no key that the table does not have', () => {
    const known = new Set<string>([...KEYS.map((line) => line.keys), 'Ctrl+V', 'Tab'])
    for (const view of VIEWS) {
      const { about, steps, cases } = PAGES[view]
      const words = [about, ...steps, ...cases.flatMap((one) => [one.when, one.then])].join(' ')
      for (const key of words.match(/(?:Ctrl|Alt)\+[A-Z.]|\bF\d{1,2}\b|\bEsc\b|\bTab\b/g) ?? []) {
        expect(known.has(key), `${view}: ${key}`).toBe(true)
      }
    }
  })

  it('shows every key of the table on some page', () => {
    const shown = new Set(
      VIEWS.flatMap((view) =>
        Object.values(keysOf(PAGES[view]))
          .flat()
          .map((line) => line.action),
      ),
    )
    expect(KEYS.filter((line) => !shown.has(line.action))).toEqual([])
  })

  it('finds by typing, the present screen first', () => {
    const found = search('备份', 'settings')
    expect(found[0]?.title).toBe('设置')
    expect(search('f3', 'scan').map((line) => line.words)).toContain('扫描')
    expect(search('没有这样的词', 'board')).toEqual([])
  })
})

describe('the page', () => {
  afterEach(() => document.body.replaceChildren())
  it('is that of the screen one is on, and takes what is typed', async () => {
    Object.assign(route, { view: 'review', id: null })
    const screen = mount(HelpOverlay, { attachTo: document.body })
    expect(screen.get('h2').text()).toContain('复核')
    expect(screen.text()).toContain('一致')
    await screen.get('[data-test="help-search"]').setValue('扫描仪')
    expect(screen.get('[data-test="help-found"]').text()).toContain('卡纸')
    screen.unmount()
  })
})
