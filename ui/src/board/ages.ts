/** The age strip: where a case stands on the axis 刚刚 … 7 天, which is stretched near its beginning. */

const STOPS: [minutes: number, x: number][] = [
  [0, 4],
  [60, 50],
  [480, 100],
  [1440, 140],
  [4320, 186],
  [10_080, 220],
]

/** Ticks of the axis and their words. */
export const AXIS = ['刚刚', '1 时', '8 时', '1 天', '3 天', '7 天']

/** Centre of the mark of a case that has waited so many minutes, in px of a 232 px strip. */
export function strip(minutes: number): number {
  for (let i = 1; i < STOPS.length; i += 1) {
    const [fromMinutes, fromX] = STOPS[i - 1] as [number, number]
    const [toMinutes, toX] = STOPS[i] as [number, number]
    if (minutes <= toMinutes)
      return fromX + ((toX - fromX) * Math.max(0, minutes - fromMinutes)) / (toMinutes - fromMinutes)
  }
  return 226
}
