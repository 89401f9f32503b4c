import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { CaseView, WayLine, Ways } from '@/bindings'
import { double } from '@/host/double'
import { useHost } from '@/shared/useClient'
import WaysDialog from './WaysDialog.vue'

const line = (more: Partial<WayLine>): WayLine => ({
  way: 'give_up',
  word: '作废',
  what: '作废后不能恢复。',
  may: { open: true, reason: '' },
  reasonLabel: '原因（写入办理记录）',
  refundUpTo: null,
  keys: [],
  certificates: [],
  ...more,
})

describe('the ways beside the straight one', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  /** The dialog over a desk that offers these ways; what it was asked to do is noted. */
  async function shown(ways: WayLine[]) {
    const host = double({ as: 'linxy' })
    const sent: { command: string; args: unknown }[] = []
    const offered: Ways = { id: 7, number: 'YL-1', title: '甲', ways }
    useHost({
      ...host,
      call: (command, args) => {
        sent.push({ command, args })
        return Promise.resolve((command === 'ways' ? offered : { id: 7 }) as never)
      },
    })
    const view = { id: 7, number: 'YL-1', title: '甲', content: {} } as CaseView
    const dialog = mount(WaysDialog, { props: { view }, attachTo: document.body })
    await flushPromises()
    return { dialog, sent }
  }

  it('asks for all that giving up has to settle, and sends it', async () => {
    const key = {
      jobId: 3,
      serial: 'A1',
      holder: '甲',
      fates: [
        { fate: 'stock' as const, word: '退回库存' },
        { fate: 'kept' as const, word: '留存' },
      ],
    }
    const { dialog, sent } = await shown([line({ refundUpTo: 30000, keys: [key] })])
    const primary = dialog.get('[data-test=dialog-primary]')
    expect(primary.attributes('disabled')).toBeDefined()
    const reason = dialog.get('textarea')
    expect(document.activeElement).toBe(reason.element)
    await reason.setValue('单位撤销')
    await dialog.get('input[data-test=refund], [data-test=refund] input').setValue('120.50')
    await dialog.get('[data-test=fate-kept]').setValue(true)
    await primary.trigger('click')
    await flushPromises()
    expect(sent.at(-1)).toEqual({
      command: 'abandon_case',
      args: {
        id: 7,
        reason: '单位撤销',
        refundCents: 12050,
        keys: [{ jobId: 3, fate: 'kept' }],
        beside: null,
      },
    })
    expect(dialog.emitted('done')).toHaveLength(1)
  })

  it('shows a closed way with its reason and never chooses it', async () => {
    const closed = line({ way: 'recall', word: '收回修改', may: { open: false, reason: '制证员已经在做' } })
    const { dialog, sent } = await shown([closed, line({})])
    expect(dialog.text()).toContain('制证员已经在做')
    expect(dialog.get('[data-test=way-recall]').attributes('disabled')).toBeDefined()
    await dialog.get('textarea').setValue('不办了')
    await dialog.get('[data-test=dialog-primary]').trigger('click')
    await flushPromises()
    expect(sent.at(-1)?.command).toBe('abandon_case')
  })
})
