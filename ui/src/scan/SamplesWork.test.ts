import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { SampleLine } from '@/bindings'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { useClient, useHost } from '@/shared/useClient'
import { groupsOf } from './frames'
import SamplesWork from './SamplesWork.vue'

const press = async (key: string, more: KeyboardEventInit = {}): Promise<void> => {
  dispatchKey(new KeyboardEvent('keydown', { key, ...more }))
  await flushPromises()
}

async function show(pick: (samples: SampleLine[]) => SampleLine | undefined) {
  const host = double({ as: 'linxy' })
  useHost(host)
  const view = [...host.office.cases.values()].find(
    (one) => one.state === 'scanning' && one.content.project === 'netca-gd-zfcg',
  )!
  const samples = await useClient().samples({ id: view.id })
  const picked = pick(samples)
  const screen = mount(SamplesWork, {
    attachTo: document.body,
    props: {
      group: groupsOf(samples)[0]!,
      raw: false,
      picked: picked?.id,
      busy: false,
      mayChange: true,
      onLines: (lines: SampleLine[]) => void screen.setProps({ group: groupsOf(lines)[0]! }),
    },
  })
  await flushPromises()
  return { host, screen }
}

type Screen = Awaited<ReturnType<typeof show>>['screen']

/** The browser of the tests paints nothing: the picture is said to be 49 mm wide and high at 12 pixels per mm. */
async function pictureComes(screen: Screen): Promise<void> {
  const picture = screen.get<HTMLImageElement>('.mend-on img')
  for (const side of ['naturalWidth', 'naturalHeight'])
    Object.defineProperty(picture.element, side, { value: 588, configurable: true })
  await picture.trigger('load')
}

const edits = (host: Awaited<ReturnType<typeof show>>['host']) =>
  host.log.filter((line) => line.command === 'edit_sample')

describe('samples side by side', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('says which is suggested and why, what one lacks, and offers the fused picture apart', async () => {
    const { screen } = await show((samples) => samples[0])
    expect(screen.get('[data-test=suggested]').text()).toContain('建议采用 1 号。外框最完整')
    expect(screen.get('[data-beside="seal.org.2"]').text()).toContain('缺约 2.4 mm²，他枚有')
    expect(screen.get('[data-beside="seal.org.1"]').text()).toContain('与其他一致')
    expect(screen.text()).toContain('指南：单位公章采集')
    const keys = screen.findAll('.ss-n').map((key) => key.text())
    expect(keys).toEqual(['1', '2', '3', '0'])
    screen.unmount()
  })

  it('says from which copy each is, and shows the scan beside what was cleaned', async () => {
    const { host, screen } = await show((samples) => samples[0])
    const copies = screen.findAll('[data-test=sample-copy]')
    expect(copies.map((one) => [one.text(), one.attributes('colspan')])).toEqual([
      ['第1份 第2页', '2'],
      ['第2份 第2页', '1'],
      ['各枚合成', '1'],
    ])
    const pictures = host.log
      .filter((line) => line.command === 'sample_picture')
      .map((line) => (line.args as { raw: boolean }).raw)
    expect(pictures.filter((raw) => raw).length).toBe(3)
    expect(pictures.filter((raw) => !raw).length).toBe(4)
    screen.unmount()
  })

  it('chooses the fused picture under its own name', async () => {
    const { screen } = await show((samples) => samples.find((one) => one.fused))
    expect(screen.get('[data-test=choose]').text()).toContain('采用合成图')
    await screen.get('[data-test=choose]').trigger('click')
    expect(screen.emitted('decide')?.[0]?.[1]).toBe('choose')
    screen.unmount()
  })

  it('nudges, turns and colours by keys, takes back, and keeps what is left by Enter', async () => {
    const { host, screen } = await show((samples) => samples[0])
    await press('e')
    await pictureComes(screen)
    expect(screen.get('[data-test=edit-size]').text()).toBe('41.0 × 41.0 mm')
    await press('ArrowRight')
    await press('ArrowUp', { shiftKey: true })
    await press('[')
    await press('c')
    expect(screen.get('[data-test=edit-turn]').text()).toBe('转 −0.1°')
    await press('z', { ctrlKey: true })
    await press('z', { ctrlKey: true })
    expect(screen.get('[data-test=edit-turn]').text()).toBe('转 0.0°')
    await press('y', { ctrlKey: true })
    await press('Enter')
    expect(edits(host)).toHaveLength(1)
    expect(edits(host)[0]?.args).toMatchObject({
      edit: { turnTenths: -1, trimMm: [0.1, -1, -0.1, 1], style: 'seal_red' },
    })
    expect(screen.find('[data-test=edited]').exists()).toBe(true)
    // What was saved can be taken back as well.
    await press('e')
    await pictureComes(screen)
    for (let i = 0; i < 3; i += 1) await press('z', { ctrlKey: true })
    await press('Enter')
    expect(edits(host)[1]?.args).toMatchObject({ edit: { turnTenths: 0, trimMm: [0, 0, 0, 0] } })
    screen.unmount()
  })

  it('moves only the handle that is held, and keeps nothing on Esc', async () => {
    const { host, screen } = await show((samples) => samples[0])
    await press('e')
    await pictureComes(screen)
    const handles = screen.findAll('[role=slider]')
    expect(handles).toHaveLength(8)
    await screen.get('[data-handle=left]').trigger('focus')
    await press('ArrowRight')
    await press('ArrowRight')
    expect(screen.get('[data-handle=left]').attributes('aria-valuenow')).toBe('0.2')
    expect(screen.get('[data-handle=right]').attributes('aria-valuenow')).toBe('0')
    expect(screen.get('[data-test=edit-size]').text()).toBe('40.8 × 41.0 mm')
    await press('Escape')
    expect(screen.find('[data-test=sample-editor]').exists()).toBe(false)
    expect(edits(host)).toEqual([])
    await press('e')
    await pictureComes(screen)
    expect(screen.get('[data-test=edit-size]').text()).toBe('41.0 × 41.0 mm')
    screen.unmount()
  })

  it('exports the picture and says where it lies', async () => {
    const { host, screen } = await show((samples) => samples[0])
    await press('s', { ctrlKey: true })
    expect(host.log.some((line) => line.command === 'save_sample')).toBe(true)
    expect(screen.get('[data-test=sample-saved]').text()).toContain('已存为')
    screen.unmount()
  })
})
