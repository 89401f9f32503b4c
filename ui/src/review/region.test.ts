import { describe, expect, it } from 'vitest'
import { PAGE, frameIn, pxPerMm, regionFor, zoomBy } from './region'

const cell = { x: 120, y: 52, w: 60, h: 12 }

describe('the region beside a field', () => {
  it('holds the whole cell, has the pane’s shape and stays on the paper', () => {
    for (const rect of [cell, { x: 0, y: 0, w: 30, h: 8 }, { x: 190, y: 285, w: 20, h: 12 }]) {
      const region = regionFor(rect, 734, 350, 1)
      expect(region.w / region.h).toBeCloseTo(734 / 350, 5)
      expect(region.x).toBeGreaterThanOrEqual(0)
      expect(region.y).toBeGreaterThanOrEqual(0)
      expect(region.x + region.w).toBeLessThanOrEqual(PAGE.w + 1e-9)
      expect(region.y + region.h).toBeLessThanOrEqual(PAGE.h + 1e-9)
      const frame = frameIn(rect, region)
      expect(frame.left).toBeGreaterThanOrEqual(-1e-9)
      expect(frame.left + frame.width).toBeLessThanOrEqual(100 + 1e-9)
    }
  })

  it('gets smaller with the zoom', () => {
    expect(regionFor(cell, 734, 350, 2).w).toBeLessThan(regionFor(cell, 734, 350, 1).w)
    expect(zoomBy(1, 1)).toBe(1.5)
    expect(zoomBy(3, 1)).toBe(3)
    expect(zoomBy(0.5, -1)).toBe(0.5)
  })

  it('shows a cell wider than the pane from its start', () => {
    const row = { x: 20, y: 52, w: 170, h: 8 }
    const region = regionFor(row, 734, 350, 3)
    expect(region.w).toBeLessThan(row.w)
    expect(region.x).toBeCloseTo(18)
  })

  it('shows a tick box with a piece of its line', () => {
    const region = regionFor({ x: 40, y: 50, w: 4, h: 4 }, 734, 350, 1)
    expect(region.w).toBeGreaterThanOrEqual(80)
    expect(region.h).toBeGreaterThanOrEqual(30)
  })

  it('never asks for more than the core gives', () => {
    expect(pxPerMm({ x: 0, y: 0, w: 10, h: 5 }, 1000)).toBe(24)
    expect(pxPerMm({ x: 0, y: 0, w: 100, h: 50 }, 700)).toBe(7)
  })
})
