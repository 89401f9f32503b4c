/** How large pages are shown. All numbers are CSS pixels to the point (1/72 inch). */

/** Fits the width, the whole page, or stands where the person put it. */
export type Fit = 'width' | 'page' | 'free'

/** Each press of a key is a fourth larger or smaller. */
const STEP = 1.25
const LEAST = 0.2
const MOST = 6
/** A page fitted to a wide window is read, not admired: no larger than twice its size on paper. */
const WIDEST = (96 / 72) * 1.6
/** Dots per inch that the desk is asked for, so that small changes of the zoom fetch no new picture. */
const DPIS = [72, 96, 128, 160, 192, 240, 300, 400, 600]

export interface Room {
  width: number
  height: number
}

const held = (scale: number): number => Math.min(MOST, Math.max(LEAST, scale))

/** The scale at which a page fits into its room. */
export function fitted(fit: 'width' | 'page', sheet: Room, room: Room): number {
  if (room.width <= 0 || room.height <= 0) return 1
  const across = room.width / sheet.width
  return held(fit === 'width' ? Math.min(across, WIDEST) : Math.min(across, room.height / sheet.height))
}

/** One step nearer or further. */
export function stepped(scale: number, by: 1 | -1): number {
  return held(by > 0 ? scale * STEP : scale / STEP)
}

/** What to ask for so that no dot of the screen stays empty. */
export function dpiFor(scale: number, dotsPerPixel: number): number {
  const wanted = scale * 72 * dotsPerPixel
  return DPIS.find((dpi) => dpi >= wanted - 0.5) ?? (DPIS.at(-1) as number)
}
