import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { route } from '@/shared/route'
import { useHost } from '@/shared/useClient'
import ScanView from '@/scan/ScanView.vue'

const press = async (key: string): Promise<void> => {
  dispatchKey(new KeyboardEvent('keydown', { key }))
  await flushPromises()
}
/** Files are read by the browser's own reader, which answers a little later than a promise. */
const settled = async (until: () => boolean): Promise<void> => {
  for (let i = 0; i < 200 && !until(); i += 1) {
    await new Promise((done) => setTimeout(done))
    await flushPromises()
  }
}

type Host = ReturnType<typeof double>

async function show(host: Host, id: number | null) {
  useHost(host)
  Object.assign(route, { view: 'scan', id })
  const screen = mount(ScanView, { attachTo: document.body })
  await flushPromises()
  return screen
}

const scanning = (host: Host, project: string) =>
  [...host.office.cases.values()].find((one) => one.state === 'scanning' && one.content.project === project)!
    .id

describe('scanning', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('shows the gap of a case and fills it from a picked file', async () => {
    const host = double({ as: 'linxy' })
    const id = scanning(host, 'netca-gd-ylbx')
    const screen = await show(host, id)
    expect(screen.text()).toContain('第2份缺第2页')
    const input = screen.get<HTMLInputElement>('[data-test=scan-file]')
    Object.defineProperty(input.element, 'files', {
      value: [new File(['x'], 'scan-1.jpg', { type: 'image/jpeg' })],
      configurable: true,
    })
    await input.trigger('change')
    await settled(() => screen.find('[data-test=arrived]').exists())
    expect(host.log.find((line) => line.command === 'receive_scan')?.args).toMatchObject({
      name: 'scan-1.jpg',
      about: id,
    })
    expect(screen.text()).not.toContain('第2份缺第2页')
    screen.unmount()
  })

  it('tells which file could not be read, and keeps what could', async () => {
    const host = double({ as: 'linxy' })
    const screen = await show(host, null)
    const input = screen.get<HTMLInputElement>('[data-test=scan-file]')
    Object.defineProperty(input.element, 'files', {
      value: [new File(['x'], 'brief.doc'), new File(['x'], 'ok.jpg')],
      configurable: true,
    })
    await input.trigger('change')
    await settled(() => screen.find('[data-test=arrived]').exists())
    expect(screen.get('[data-finding=scan-unreadable]').text()).toContain('brief.doc')
    expect(screen.text()).toContain('刚读入 1 页')
    screen.unmount()
  })

  it('files a tray page by hand', async () => {
    const host = double({ as: 'linxy' })
    const id = scanning(host, 'netca-gd-ylbx')
    const screen = await show(host, id)
    await screen.get('[data-test=tray] [data-page]').trigger('click')
    await flushPromises()
    const select = screen.get<HTMLSelectElement>('[data-test=file-form]')
    await select.setValue(select.findAll('option')[1]!.element.value)
    await screen.get('[data-test=file]').trigger('submit')
    await flushPromises()
    expect(host.log.find((line) => line.command === 'file_page')?.args).toMatchObject({
      caseId: id,
      page: 2,
      copy: 2,
    })
    screen.unmount()
  })

  it('runs a stack through the feeder that was chosen, and shows every page of it', async () => {
    const host = double({ as: 'linxy' })
    const screen = await show(host, null)
    const before = screen.findAll('[data-test=tray] [data-page]').length
    await screen.get('[data-test=scanner-settings]').trigger('click')
    await settled(() => screen.find('[data-test=scan-source]').exists())
    await screen
      .get('[data-test=scan-source]')
      .setValue(screen.get('[data-test=scan-source]').findAll('option')[1]!.element.value)
    await screen.get('[data-test=scan-now]').trigger('click')
    await settled(() => screen.find('[data-test=arrived]').exists())
    expect(host.log.find((line) => line.command === 'start_scan')?.args).toMatchObject({
      source: { words: '进纸器（双面）' },
      mode: 'Color',
      dpi: 300,
    })
    expect(screen.findAll('[data-test=tray] [data-page]').length).toBe(before + 3)
    expect(host.log.filter((line) => line.command === 'read_page')).toHaveLength(3)
    screen.unmount()
  })

  it('makes the files for the authority and shows each with its size and limit', async () => {
    const host = double({ as: 'linxy' })
    const id = scanning(host, 'netca-gd-ylbx')
    const screen = await show(host, id)
    await screen.get('[data-group=page]').trigger('click')
    await screen.get('[data-test=export-uploads]').trigger('click')
    await flushPromises()
    expect(screen.get('[data-test=upload-file]').text()).toContain('上限 1.0 MB')
    expect(host.log.find((line) => line.command === 'export_uploads')?.args).toEqual({ id })
    screen.unmount()
  })

  it('takes no rejected sample, wants a reason for one to look at, and takes a good one by its number', async () => {
    const host = double({ as: 'linxy' })
    const screen = await show(host, scanning(host, 'netca-gd-zfcg'))
    await press('3')
    await press('Enter')
    expect(host.log.some((line) => line.command === 'decide_sample')).toBe(false)
    await press('2')
    await press('Enter')
    expect(host.log.some((line) => line.command === 'decide_sample')).toBe(false)
    await press('1')
    await press('Enter')
    expect(host.log.find((line) => line.command === 'decide_sample')?.args).toMatchObject({
      decision: 'choose',
    })
    screen.unmount()
  })
})
