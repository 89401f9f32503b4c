/**
 * Stands before every other listener of keys and takes scans out of them: keys that are commands wait a few
 * milliseconds until it is clear who typed them, a text field gets back what stood in it. It never says what a code
 * means; that is the look-up's.
 */
import { isTyping } from '@/shared/keys'
import { BurstReader, type Burst, type Outcome, type Place, type Stroke } from './burst'

/** A key with its event, to be given again when it was a person's. */
interface Key extends Stroke {
  event: KeyboardEvent
}

/** What stood in a field before the first key of what may be a scan. */
interface Before {
  field: HTMLInputElement | HTMLTextAreaElement
  value: string
  from: number | null
  to: number | null
}

/** A key that is held down says so again sooner than this; an older one has gone up unseen. */
const HELD_MS = 1000

/** A key that comes later than this after it was pressed says nothing about the next one. */
const MOST_LAG_MS = 200

/** Fields that ask for a scan say so; what is scanned there stays there. */
const WANTED = '[data-scans]'

const SHIFTED: Record<string, string> = {
  Minus: '-_',
  Equal: '=+',
  Slash: '/?',
  Period: '.>',
  Semicolon: ';:',
  Comma: ',<',
}

/** The key's character even while an input method holds it back: then only its place on the keyboard is told. */
export function keyOf(event: KeyboardEvent): string {
  if (event.key === 'Enter' || event.key === 'Tab') return event.key
  if (event.ctrlKey || event.altKey || event.metaKey) {
    // Some scanners end with a line feed, which arrives as Ctrl+J or Ctrl+M.
    return event.ctrlKey && /^[jm]$/i.test(event.key) ? 'Enter' : 'chord'
  }
  const composing = event.isComposing || event.keyCode === 229
  if (!composing) return event.key.length === 1 ? event.key : 'other'
  if (event.code === 'Enter' || event.code === 'NumpadEnter') return 'Enter'
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  if (letter) return event.shiftKey ? letter : letter.toLowerCase()
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  if (digit && !event.shiftKey) return digit
  return SHIFTED[event.code]?.[event.shiftKey ? 1 : 0] ?? 'other'
}

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'AltGraph', 'NumLock', 'Fn'])

function placeOf(target: EventTarget | null): Place {
  // A list to choose from is no text: a letter would choose there.
  if (!isTyping(target) || target instanceof HTMLSelectElement) return 'commands'
  if (target instanceof HTMLInputElement && target.type === 'password') return 'secret'
  return target instanceof Element && target.closest(WANTED) ? 'wanted' : 'text'
}

/** Puts a value into a field as if it had been typed, so that whoever listens to the field hears of it. */
export function put(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  const proto =
    field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype
  Object.getOwnPropertyDescriptor(proto, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

function restore({ field, value, from, to }: Before): void {
  if (!field.isConnected) return
  if (field.value !== value) put(field, value)
  if (from !== null && document.activeElement === field) field.setSelectionRange(from, to)
}

/** Listens on the window; gives scans to `found`. Answers how to stop. */
export function watchScans(found: (burst: Burst) => void): () => void {
  const reader = new BurstReader<Key>()
  const given = new WeakSet<Event>()
  /** Keys that are down, with the time at which they last said so. */
  const down = new Map<string, number>()
  let before: Before | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function again({ event }: Key): void {
    const { key, code, shiftKey, location } = event
    const copy = new KeyboardEvent('keydown', {
      key,
      code,
      shiftKey,
      location,
      bubbles: true,
      cancelable: true,
    })
    given.add(copy)
    const target = event.target instanceof Element && event.target.isConnected ? event.target : document.body
    target.dispatchEvent(copy)
    // What the web view itself would have done with a key that nobody took.
    const pressed =
      key === ' ' &&
      target.closest<HTMLElement>('button, summary, input[type="checkbox"], input[type="radio"]')
    if (pressed && !copy.defaultPrevented) pressed.click()
  }

  function settle({ release, burst }: Outcome<Key>, composing = false): void {
    release.forEach(again)
    if (!burst) return
    const was = burst.place === 'wanted' ? null : before
    before = null
    if (was) {
      restore(was)
      // An input method puts its letters in behind the Enter that ended them.
      if (composing) [0, 60].forEach((ms) => setTimeout(() => restore(was), ms))
    }
    if (burst.place !== 'wanted') found(burst)
  }

  /**
   * After a silence; a late timer first lets in what has been waiting as long as the timer itself. Only keys that wait
   * need it: what went into a text is told apart by the times of the keys alone.
   */
  function wait(place: Place, lag: number): void {
    clearTimeout(timer)
    if (!reader.open || place !== 'commands') return
    const patience = reader.patience + 1 + lag
    const due = performance.now() + patience
    timer = setTimeout(() => {
      const late = performance.now() - due > 8
      timer = setTimeout(() => settle(reader.silent(Number.POSITIVE_INFINITY)), late ? 8 : 0)
    }, patience)
  }

  function onKey(event: KeyboardEvent): void {
    if (given.has(event) || MODIFIERS.has(event.key)) return
    const held =
      event.repeat || event.timeStamp - (down.get(capOf(event)) ?? Number.NEGATIVE_INFINITY) < HELD_MS
    down.set(capOf(event), event.timeStamp)
    const target = event.target
    const key = keyOf(event)
    const place = placeOf(target)
    if (held) {
      // A key that is held down never decides twice; signs (zoom, turning a sample) go on.
      if (place === 'commands' && /^[\p{L}\p{N}]$/u.test(key)) stop(event)
      return
    }
    const at = event.timeStamp
    // A scan goes into one field; what goes into the next one is another's beginning.
    if (before && place !== 'commands' && before.field !== target)
      settle(reader.silent(Number.POSITIVE_INFINITY))
    if (!reader.continues({ key, at })) {
      settle(reader.silent(at))
      before = standsIn(target)
    }
    const done = reader.feed({ key, at, place, event })
    // Where codes are collected line by line, the scanner's Enter ends the line.
    const line = done.burst?.place === 'wanted' && target instanceof HTMLTextAreaElement
    if (done.fate !== 'pass' && !line) stop(event)
    settle(done, event.isComposing || event.keyCode === 229)
    // As late as this key has come on a busy machine the next one may come as well.
    wait(place, Math.max(0, Math.min(performance.now() - at, MOST_LAG_MS)))
  }

  const onUp = (event: KeyboardEvent) => down.delete(capOf(event))
  const forget = () => down.clear()
  window.addEventListener('keydown', onKey, { capture: true })
  window.addEventListener('keyup', onUp, { capture: true })
  window.addEventListener('blur', forget)
  return () => {
    clearTimeout(timer)
    window.removeEventListener('keydown', onKey, { capture: true })
    window.removeEventListener('keyup', onUp, { capture: true })
    window.removeEventListener('blur', forget)
  }
}

/** The cap on the keyboard, whatever Shift makes of it. */
const capOf = (event: KeyboardEvent): string => event.code || event.key.toLowerCase()

function stop(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

function standsIn(target: EventTarget | null): Before | null {
  if (!(target instanceof HTMLInputElement) && !(target instanceof HTMLTextAreaElement)) return null
  return { field: target, value: target.value, from: target.selectionStart, to: target.selectionEnd }
}
