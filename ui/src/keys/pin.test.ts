import { describe, expect, it } from 'vitest'
import { closed, open } from '../host/double/answers'
import { pinProblem } from './pin'

describe('a PIN typed twice', () => {
  it('is taken when the desk would take it and both are the same', () => {
    expect(pinProblem('837261', '837261', open)).toBe('')
  })
  it('says what is wrong, in the desk’s own words where it is the PIN', () => {
    expect(pinProblem('', '', null)).toContain('请客户输入')
    expect(pinProblem('837261', '837261', null)).toContain('核对')
    expect(pinProblem('123456', '123456', closed('太容易猜到'))).toBe('太容易猜到')
    expect(pinProblem('837261', '', open)).toContain('再输一次')
    expect(pinProblem('837261', '837262', open)).toContain('不一样')
  })
})
