/**
 * The places of the hand-over in the order of the work, marked `data-stop` with the desk's own name of the field.
 * Enter goes on from one to the next; a reason leads back to its place.
 */

/** What can take the focus at a stop. */
function target(stop: HTMLElement): HTMLElement | null {
  const inner = 'input:not(:disabled), textarea:not(:disabled), button:not(:disabled)'
  return stop.matches(inner) ? stop : stop.querySelector<HTMLElement>(inner)
}

const stops = (root: HTMLElement) => [...root.querySelectorAll<HTMLElement>('[data-stop]')].filter(target)

/** Gives the focus to the next stop; false at the last one. */
export function moveOn(root: HTMLElement, from: EventTarget | null): boolean {
  const here = from instanceof Element ? from.closest<HTMLElement>('[data-stop]') : null
  const all = stops(root)
  const next = all[here ? all.indexOf(here) + 1 : 0]
  if (!next) return false
  focusStop(next)
  return true
}

/** Gives the focus to a stop by its name; false where there is none of it. */
export function goTo(root: HTMLElement, name: string): boolean {
  const stop = stops(root).find((one) => one.dataset['stop'] === name)
  if (!stop) return false
  focusStop(stop)
  return true
}

function focusStop(stop: HTMLElement): void {
  const at = target(stop)
  at?.focus()
  if (at instanceof HTMLInputElement && at.type !== 'checkbox') at.select()
  stop.scrollIntoView({ block: 'nearest' })
}
