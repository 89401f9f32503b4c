import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import OnlyReadsBar from '@/shared/OnlyReadsBar.vue'

describe('a session that can only read', () => {
  it('says why and what to free, and nothing when everything can be saved', async () => {
    const told = {
      why: 'full' as const,
      message: '磁盘已满：可以查看，不能保存',
      remedy: '请移走旧的打印文件',
    }
    const bar = mount(OnlyReadsBar, { props: { told } })
    const line = bar.get('[data-test="only-reads"]')
    expect(line.attributes('data-why')).toBe('full')
    expect(line.text()).toContain(told.message)
    expect(line.text()).toContain(told.remedy)
    await bar.setProps({ told: null })
    expect(bar.find('[data-test="only-reads"]').exists()).toBe(false)
  })
})
