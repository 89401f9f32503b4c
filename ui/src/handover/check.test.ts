import { describe, expect, it } from 'vitest'
import { handOverProblem } from './check'

describe('before a key goes over the counter', () => {
  it('tells what is missing, in the order of the screen', () => {
    expect(handOverProblem(' ', '', 0, 1)).toBe('请填领取人')
    expect(handOverProblem('沈若川', '', 0, 1)).toContain('输入身份证号')
    expect(handOverProblem('沈若川', '1101051949', 0, 1)).toContain('现为 10 位')
    expect(handOverProblem('沈若川', '11010519491231002x', 0, 2)).toBe('还有 2 项没有点交')
    expect(handOverProblem('沈若川', '11010519491231002X', 2, 2)).toBe('')
  })
})
