/** The rosette of the ticket, as on certificates: hypotrochoid rings, drawn once from numbers, no picture file. */
function ring(inner: number, outer: number, petals: number, turns: number, phase: number): string {
  const steps = 720
  const mid = (inner + outer) / 2
  const swing = (outer - inner) / 2
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const angle = (i / steps) * Math.PI * 2 * turns
    const radius = mid + swing * Math.cos(angle * (petals / turns) + phase)
    return `${(330 + radius * Math.cos(angle)).toFixed(1)} ${(330 + radius * Math.sin(angle)).toFixed(1)}`
  })
  return `M${points.join('L')}Z`
}

/** The paths of the rosette in a 660 × 660 box. */
export const guilloche: string[] = [
  ...Array.from({ length: 10 }, (_, i) => ring(188, 300, 13, 1, (i / 10) * Math.PI * 2)),
  ...Array.from({ length: 10 }, (_, i) => ring(92, 166, 19, 1, (i / 10) * Math.PI * 2)),
  ring(174, 180, 60, 1, 0),
  ring(304, 310, 90, 1, 0),
]
