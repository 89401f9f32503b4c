import { describe, expect, it } from 'vitest'
import { pinProblem } from './pin'

describe('a PIN typed twice', () => {
  it('is taken when both are the same and sound', () => {
    expect(pinProblem('837261', '837261')).toBe('')
  })
  it('says what is wrong', () => {
    expect(pinProblem('', '')).toContain('请客户输入')
    expect(pinProblem('83726', '83726')).toContain('6 至 16')
    expect(pinProblem('密码密码密码', '')).toContain('数字、字母')
    expect(pinProblem('111111', '111111')).toContain('换一个')
    expect(pinProblem('837261', '')).toContain('再输一次')
    expect(pinProblem('837261', '837262')).toContain('不一样')
  })
})
