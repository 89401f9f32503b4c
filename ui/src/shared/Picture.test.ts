import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import Picture from './Picture.vue'

/** Addresses that were made and not given back. */
const alive = new Set<string>()
let made = 0

/** The pane's watcher, told by the test what is near. */
let tell: (near: boolean) => void = () => {}
let stopped = false

const picture = () => Promise.resolve(new Blob(['x']))

beforeEach(() => {
  alive.clear()
  made = 0
  stopped = false
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
    const address = `blob:${(made += 1)}`
    alive.add(address)
    return address
  })
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((address) => void alive.delete(address))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('a picture', () => {
  it('holds one address, however often it changes', async () => {
    const shown = mount(Picture, { props: { load: picture, name: '1', alt: '' } })
    for (let page = 2; page <= 30; page += 1) {
      await flushPromises()
      await shown.setProps({ name: String(page) })
    }
    await flushPromises()
    expect(made).toBe(30)
    expect([...alive]).toEqual([shown.get('img').attributes('src')])
  })

  it('gives its address back when it goes', async () => {
    const shown = mount(Picture, { props: { load: picture, name: '1', alt: '' } })
    await flushPromises()
    expect(alive.size).toBe(1)
    shown.unmount()
    expect(alive.size).toBe(0)
  })

  it('makes no address for bytes that come when nobody waits for them any more', async () => {
    const answers: ((blob: Blob) => void)[] = []
    const load = () => new Promise<Blob>((answer) => answers.push(answer))
    const shown = mount(Picture, { props: { load, name: 'old', alt: '' } })
    await shown.setProps({ name: 'new' })
    answers[0]!(new Blob(['old']))
    await flushPromises()
    expect(made).toBe(0)
    shown.unmount()
    answers[1]!(new Blob(['new']))
    await flushPromises()
    expect(made).toBe(0)
  })

  it('lets the last picture go when the next one is refused', async () => {
    const shown = mount(Picture, { props: { load: picture, name: '1', alt: '' } })
    await flushPromises()
    await shown.setProps({
      load: () => Promise.reject({ code: 'scan-gone', message: '没有了', remedy: '' }),
      name: '2',
    })
    await flushPromises()
    expect(shown.find('[data-code="scan-gone"]').exists()).toBe(true)
    expect(alive.size).toBe(0)
  })
})

describe('a lazy picture in a pane', () => {
  beforeEach(() => {
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(seen: (entries: { isIntersecting: boolean }[]) => void) {
          tell = (near) => seen([{ isIntersecting: near }])
        }
        observe(): void {}
        disconnect(): void {
          stopped = true
        }
      },
    )
  })

  it('asks for nothing before it is near, lets go when it is far, and comes back', async () => {
    const load = vi.fn(picture)
    const shown = mount(Picture, { props: { load, name: '1', alt: '', lazy: true } })
    await flushPromises()
    expect(load).not.toHaveBeenCalled()
    tell(true)
    await flushPromises()
    expect([load.mock.calls.length, alive.size]).toEqual([1, 1])
    tell(false)
    await flushPromises()
    expect([alive.size, shown.find('img').exists()]).toEqual([0, false])
    tell(true)
    await flushPromises()
    expect([load.mock.calls.length, alive.size]).toEqual([2, 1])
    shown.unmount()
    expect([alive.size, stopped]).toEqual([0, true])
  })
})
