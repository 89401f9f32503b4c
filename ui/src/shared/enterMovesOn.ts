/** Fields that Enter walks through: what can be typed into or chosen from. */
const FIELDS =
  'input:not([type=checkbox]):not([type=radio]):not([type=file]):not([disabled]), select:not([disabled])'

/**
 * Enter goes on to the next field of the form; on the last one it is left to submit. Lines of a text area, and Enter
 * on a button, are their own.
 */
export function enterMovesOn(event: KeyboardEvent): void {
  if (event.isComposing) return
  const target = event.target
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return
  const fields = [...(target.closest('form')?.querySelectorAll<HTMLElement>(FIELDS) ?? [])]
  const at = fields.indexOf(target)
  const next = at < 0 ? undefined : fields[at + 1]
  if (!next) return
  event.preventDefault()
  next.focus()
  if (next instanceof HTMLInputElement) next.select()
}
