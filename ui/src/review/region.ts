/**
 * Which part of a page to show for an item, in millimetres of the form.
 * It never touches pixels: the core cuts and straightens; here only margin, zoom and the pane's shape are reckoned.
 */
import type { Rect } from '../bindings'

/** Every form of the guides is A4, upright. */
export const PAGE: Rect = { x: 0, y: 0, w: 210, h: 297 }

/** Smallest piece of paper worth showing, in mm. */
const LEAST_W = 84
const LEAST_H = 30

/** Zoom steps: how many times the item's own height (with its margin) fits. */
export const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3]

export const zoomBy = (zoom: number, by: number): number => {
  const at = ZOOMS.indexOf(zoom)
  return ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, (at < 0 ? 2 : at) + by))] ?? 1
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high))

/**
 * The region around `rect` that fills a pane of `width` × `height` px at `zoom`: enough margin to see the neighbouring
 * cells, the pane's own shape, and never off the paper.
 */
export function regionFor(rect: Rect, width: number, height: number, zoom: number): Rect {
  const shape = width > 0 && height > 0 ? width / height : 2
  const margin = Math.max(6, rect.h * 0.8)
  // A tick box alone tells nothing: at least a piece of its line is shown with it.
  let w = Math.max(rect.w + 2 * margin, LEAST_W)
  let h = Math.max(rect.h + 2 * margin, LEAST_H)
  if (w / h < shape) w = h * shape
  else h = w / shape
  w = Math.min(PAGE.w, w / zoom)
  h = Math.min(PAGE.h, h / zoom)
  if (w / h < shape) h = w / shape
  else w = h * shape
  // A cell wider than the pane is shown from its start, where the writing begins.
  const x = clamp(w < rect.w ? rect.x - 2 : rect.x + rect.w / 2 - w / 2, PAGE.x, PAGE.x + PAGE.w - w)
  const y = clamp(rect.y + rect.h / 2 - h / 2, PAGE.y, PAGE.y + PAGE.h - h)
  return { x, y, w, h }
}

/** Where `rect` lies in `region`, in per cent of it, for the frame drawn over the picture. */
export function frameIn(
  rect: Rect,
  region: Rect,
): { left: number; top: number; width: number; height: number } {
  return {
    left: (100 * (rect.x - region.x)) / region.w,
    top: (100 * (rect.y - region.y)) / region.h,
    width: (100 * rect.w) / region.w,
    height: (100 * rect.h) / region.h,
  }
}

/** Pixels per millimetre for a region shown `width` px wide; the core gives at most 24. */
export const pxPerMm = (region: Rect, width: number, ratio = 1): number =>
  Math.min(24, Math.max(2, Math.round((10 * width * ratio) / region.w) / 10))

/** 放大 6.4 倍, against the paper's own size at 96 px to the inch. */
export function timesLarger(region: Rect, width: number): string {
  const times = width / region.w / (96 / 25.4)
  return `放大 ${times.toFixed(1)} 倍`
}

/** Whether a place is the whole paper, as for a material that was scanned without marks. */
export const coversPage = (rect: Rect): boolean => rect.w >= PAGE.w * 0.95 && rect.h >= PAGE.h * 0.95
