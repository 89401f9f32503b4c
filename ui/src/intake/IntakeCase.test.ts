import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SaveCase } from '@/bindings'
import { double } from '@/host/double'
import { dispatchKey } from '@/shared/keys'
import { useClient, useHost } from '@/shared/useClient'
import { useSession } from '@/shared/useSession'
import IntakeCase from './IntakeCase.vue'

let host: ReturnType<typeof double>
let screen: VueWrapper

async function open(id: number): Promise<void> {
  host = double({ as: 'linxy' })
  useHost(host)
  useSession().take(await useClient().status())
  screen = mount(IntakeCase, { props: { first: await useClient().getCase({ id }) }, attachTo: document.body })
  await flushPromises()
}
const field = (name: string) => screen.get<HTMLInputElement>(`input[data-field="${name}"]`)
const saves = () => host.log.filter((l) => l.command === 'save_case').map((l) => (l.args as SaveCase).patch)
async function write(name: string, text: string): Promise<void> {
  await field(name).trigger('focus')
  await field(name).setValue(text)
}
async function leave(name: string): Promise<void> {
  await field(name).trigger('blur')
  await flushPromises()
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  screen.unmount()
  document.body.replaceChildren()
  vi.useRealTimers()
})

describe('intake', () => {
  it('speaks when a field is left, not while it is typed, and applies its remedy', async () => {
    await open(1)
    await write('operator_id_no', '110105 19491231 0021')
    expect(field('operator_id_no').element.value).toBe('110105194912310021')
    expect(screen.find('[data-finding="id-check-digit"]').exists()).toBe(false)
    await leave('operator_id_no')
    expect(saves().at(-1)).toEqual({ fields: { operator_id_no: '110105194912310021' } })
    expect(screen.get('[data-finding="id-check-digit"]').text()).toContain('第18位应为X')
    await screen.get('[data-finding="id-check-digit"] [data-test="apply-remedy"]').trigger('click')
    await flushPromises()
    expect(field('operator_id_no').element.value).toBe('11010519491231002X')
    expect(screen.find('[data-finding="id-check-digit"]').exists()).toBe(false)
  })

  it('saves what is typed after a moment of silence', async () => {
    await open(1)
    await write('unit_department', '教务处')
    expect(saves()).toEqual([])
    expect(screen.get('[data-test="save-line"]').attributes('data-phase')).toBe('pending')
    vi.advanceTimersByTime(500)
    await flushPromises()
    expect(saves()).toEqual([{ fields: { unit_department: '教务处' } }])
    expect(screen.get('[data-test="save-line"]').attributes('data-phase')).toBe('saved')
  })

  it('keeps a doubtful value that the clerk means so', async () => {
    await open(1)
    await write('unit_email', 'office')
    await leave('unit_email')
    await screen.get('[data-finding="email-form"] [data-test="keep-finding"]').trigger('click')
    await flushPromises()
    expect(saves().at(-1)).toEqual({ keepFinding: 'unit_email:email-form' })
    expect(screen.get('[data-finding="email-form"]').text()).toContain('已保留原样')
  })

  it('does not lose what was typed when another window changed the case', async () => {
    await open(1)
    await useClient().saveCase({ id: 1, revision: 1, patch: { fields: { unit_postcode: '510000' } } })
    await write('unit_department', '教务处')
    await leave('unit_department')
    expect(field('unit_department').element.value).toBe('教务处')
    expect(field('unit_postcode').element.value).toBe('510000')
    expect(host.office.get(1).content.fields['unit_department']).toBe('教务处')
  })

  it('asks when another window changed the same field, and keeps what the person chose', async () => {
    await open(1)
    await useClient().saveCase({ id: 1, revision: 1, patch: { fields: { unit_department: '总务处' } } })
    await write('unit_department', '教务处')
    await leave('unit_department')
    expect(host.office.get(1).content.fields['unit_department']).toBe('总务处')
    expect(document.querySelector('[data-test="clashes"]')?.textContent).toContain('总务处')
    document.querySelector<HTMLElement>('[data-test="all-mine"]')?.click()
    await flushPromises()
    document.querySelector<HTMLElement>('[data-test="dialog-primary"]')?.click()
    await flushPromises()
    expect(host.office.get(1).content.fields['unit_department']).toBe('教务处')
    expect(document.querySelector('[data-test="clashes"]')).toBeNull()
  })

  it('keeps what the store refused and offers it again when the case is reopened', async () => {
    await open(1)
    const call = host.call
    useHost({
      ...host,
      call: async (command, args) =>
        command === 'save_case'
          ? Promise.reject({
              code: 'store-disk-full',
              message: '磁盘已满',
              remedy: '请腾出空间',
              findings: [],
            })
          : call(command, args),
    })
    screen.unmount()
    screen = mount(IntakeCase, {
      props: { first: await useClient().getCase({ id: 1 }) },
      attachTo: document.body,
    })
    await write('unit_department', '教务处')
    await leave('unit_department')
    expect(screen.get('[data-test="save-line"]').attributes('data-phase')).toBe('failed')
    expect(screen.get('[data-test="refusal"]').attributes('data-code')).toBe('store-disk-full')
    screen.unmount()
    await flushPromises()
    useHost(host)
    screen = mount(IntakeCase, {
      props: { first: await useClient().getCase({ id: 1 }) },
      attachTo: document.body,
    })
    expect(field('unit_department').element.value).toBe('教务处')
    vi.advanceTimersByTime(500)
    await flushPromises()
    expect(host.office.get(1).content.fields['unit_department']).toBe('教务处')
  })

  it('says beside the closed primary why it is closed, and names the reasons of a return', async () => {
    await open(1)
    expect(screen.get<HTMLButtonElement>('[data-test="primary"]').element.disabled).toBe(true)
    expect(screen.get('[data-test="next-open"]').text()).toContain('处不符')
    screen.unmount()
    await open(2)
    expect(screen.get('[data-test="returned"]').text()).toContain('邮编')
  })

  it('changes the project of a draft at once and keeps what was typed', async () => {
    await open(1)
    await write('unit_department', '教务处')
    const before = screen.get('[data-test=forms]').text()
    await screen.get('[data-test=case-project]').setValue('netca-gd-zfcg')
    await flushPromises()
    expect(saves().at(-1)).toMatchObject({ project: 'netca-gd-zfcg' })
    expect(screen.get('[data-test=forms]').text()).not.toBe(before)
    expect(screen.get('.chead').text()).toContain('政府采购')
    expect(field('unit_department').element.value).toBe('教务处')
    expect(host.office.get(1).content.fields['unit_department']).toBe('教务处')
  })

  it('takes choices, ticks and left fields back by Ctrl+Z, newest first', async () => {
    await open(1)
    const before = host.office.get(1).content
    const [business, name] = [before.business, before.fields['unit_department'] ?? '']
    await write('unit_department', '教务处')
    await leave('unit_department')
    await screen.get('[data-test="business"] [data-option="unlock"] input').setValue(true)
    await flushPromises()
    const mark = screen.get('[data-test^="mark-"][data-seen="false"]')
    const id = mark.attributes('data-test')
    await mark.trigger('click')
    await flushPromises()
    expect(screen.get(`[data-test="${id}"]`).attributes('data-seen')).toBe('true')
    const undo = async () => {
      dispatchKey(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, cancelable: true }))
      await flushPromises()
    }
    await undo()
    expect(screen.get(`[data-test="${id}"]`).attributes('data-seen')).toBe('false')
    expect(host.office.get(1).content.business).toBe('unlock')
    await undo()
    expect(host.office.get(1).content.business).toBe(business)
    await undo()
    expect(field('unit_department').element.value).toBe(name)
    expect(host.office.get(1).content.fields['unit_department'] ?? '').toBe(name)
  })

  it('ticks a mark of a material', async () => {
    await open(1)
    await screen.get('[data-test="mark-Y-O-C1-seal"]').trigger('click')
    await flushPromises()
    expect(saves().at(-1)).toEqual({ materials: { 'Y-O-C1': ['seal'] } })
    expect(screen.get('[data-test="mark-Y-O-C1-seal"]').attributes('aria-pressed')).toBe('true')
  })

  it('lays a pasted sheet into the annex', async () => {
    await open(5)
    host.office.setState(5, 'draft')
    screen.unmount()
    screen = mount(IntakeCase, {
      props: { first: await useClient().getCase({ id: 5 }) },
      attachTo: document.body,
    })
    const paste = new Event('paste', { bubbles: true, cancelable: true })
    Object.assign(paste, {
      clipboardData: { getData: () => '姓名\t身份证号码\n安可\t11010519491231002X\n贝拉\t' },
    })
    field('employees.0.user_name').element.dispatchEvent(paste)
    await flushPromises()
    expect(host.office.get(5).content.employees.map((e) => e['user_name'])).toEqual(['安可', '贝拉'])
    expect(field('employees.1.user_name').element.value).toBe('贝拉')
  })
})
