import { beforeEach, describe, expect, it } from 'vitest'
import { elementOf, inputs, nextOpen, placeOf } from './order'

const root = document.createElement('main')
beforeEach(() => {
  root.innerHTML = `
    <div data-field="years"><input type="radio" name="y"><input type="radio" name="y" checked></div>
    <input data-field="unit_name"><input data-field="uscc" disabled><input data-field="employees.0.user_name">`
  document.body.replaceChildren(root)
})

describe('the order of the fields', () => {
  it('counts a group of radios once, by the chosen one, and leaves out what is locked', () => {
    expect(inputs(root).map(placeOf)).toEqual(['years', 'unit_name', 'employees.0.user_name'])
    expect((inputs(root)[0] as HTMLInputElement).checked).toBe(true)
  })
  it('finds the next open place behind the present one, around the end', () => {
    const open = new Set(['years', 'employees.0.user_name'])
    const name = elementOf(root, 'unit_name')
    expect(placeOf(nextOpen(root, open, name))).toBe('employees.0.user_name')
    expect(placeOf(nextOpen(root, open, elementOf(root, 'employees.0.user_name')))).toBe('years')
    expect(nextOpen(root, new Set(['nowhere']), name)).toBeNull()
  })
})
