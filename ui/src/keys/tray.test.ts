import { describe, expect, it } from 'vitest'
import type { TrayLine } from '../bindings'
import { nextLine } from './useTray'

const line = (jobId: number, state: string) => ({ jobId, state }) as TrayLine

describe('the next key of a tray', () => {
  const lines = [line(1, 'done'), line(2, 'ready'), line(3, 'skipped'), line(4, 'stopped'), line(5, 'waits')]
  it('is the next one below that can be worked on', () => {
    expect(nextLine(lines, 1)?.jobId).toBe(2)
    expect(nextLine(lines, 2)?.jobId).toBe(4)
  })
  it('begins anew at the top, and comes to an end', () => {
    expect(nextLine(lines, 4)?.jobId).toBe(2)
    expect(nextLine(lines, null)?.jobId).toBe(2)
    expect(nextLine([line(1, 'done'), line(2, 'skipped')], 1)).toBeUndefined()
  })
})
