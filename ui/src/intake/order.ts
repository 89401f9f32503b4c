/** Enter, Shift+Tab and F7 go by the order in which the places stand on the screen. */

const FIELDS = 'input[data-field]:not([disabled]), [data-field] input:not([disabled])'

/** The place an element belongs to, as findings name it. */
export const placeOf = (el: Element | null): string =>
  el?.closest<HTMLElement>('[data-field]')?.dataset['field'] ?? ''

/** The element to focus for a place. */
export function elementOf(root: HTMLElement, place: string): HTMLElement | null {
  const at = root.querySelector<HTMLElement>(`[data-field="${CSS.escape(place)}"]`)
  if (!at) return null
  return at.matches('input, textarea') ? at : at.querySelector<HTMLElement>('input:checked, input')
}

/** All inputs in order; of a group of radios only the chosen (or first) one. */
export function inputs(root: HTMLElement): HTMLElement[] {
  const all = [...root.querySelectorAll<HTMLInputElement>(FIELDS)]
  const seen = new Set<string>()
  return all.filter((el) => {
    if (el.type !== 'radio') return true
    const place = placeOf(el)
    if (seen.has(place)) return false
    const chosen = all.find((other) => placeOf(other) === place && other.checked)
    if (chosen && chosen !== el) return false
    seen.add(place)
    return true
  })
}

/** Puts the cursor there, with what stands in it selected. */
export function focusOn(el: HTMLElement | null | undefined): boolean {
  if (!el) return false
  el.focus({ preventScroll: true })
  if (el instanceof HTMLInputElement && el.type !== 'radio') el.select()
  // With its finding, and with room around it: what is wrong must not hide at the edge.
  const whole = el.closest<HTMLElement>('.f, tr') ?? el
  whole.scrollIntoView?.({ block: 'nearest' })
  return true
}

/** The next of the open places behind the present one, around the end. */
export function nextOpen(
  root: HTMLElement,
  open: ReadonlySet<string>,
  from: Element | null,
): HTMLElement | null {
  const order = inputs(root)
  const at = order.findIndex((el) => placeOf(el) === placeOf(from) && placeOf(from) !== '')
  const around = [...order.slice(at + 1), ...order.slice(0, at + 1)]
  const next = around.find((el) => open.has(placeOf(el)))
  if (next) return next
  for (const place of open) {
    const el = elementOf(root, place)
    if (el) return el
  }
  return null
}
