/**
 * Tells a barcode scanner from a person by the rhythm of the keys alone: a scanner types a whole code at a speed that
 * no hand reaches. It is fed with keys and their times and says what becomes of each; it never looks at a screen, a
 * clock or an element, and never decides what a code means.
 */

/** Longest pause, in milliseconds, between two keys of one scan. */
export const GAP_MS = 35
/** The same once a scan has begun: a busy machine may let one stutter, and the code is one all the same. */
export const STUTTER_MS = 250
/**
 * Keys in a row, none later than `GAP_MS`, with which a scan has begun. Behind two already one late key is waited for
 * where letters are commands, for what was taken as a command cannot be taken back.
 */
export const BEGUN = 4
const BEGINS = 2
/** Of so many keys one may be late, and no more. */
const KEYS_PER_STUTTER = 4
/** Keys in a row at that speed that no hand types, where letters are commands: with Enter behind them, and without. */
export const LEAST_ENDED = 3
export const LEAST_BARE = 6
/** The same where text is typed: there the Enter must come too, for short words are sometimes typed very fast. */
export const LEAST_TYPED = 6

/**
 * Where a key would go: to commands, into a text, into one that asks for a scan, or into one that hides what it
 * holds.
 */
export type Place = 'commands' | 'text' | 'wanted' | 'secret'

/** A key: one character, `Enter`, `Tab`, `chord` (a combination with Ctrl or Alt), or `other`. */
export interface Stroke {
  key: string
  at: number
  place: Place
}

/** A whole scan. */
export interface Burst {
  text: string
  place: Place
}

/**
 * What becomes of a key: it goes where it was going, it waits until it is clear what it is, or it is part of a scan.
 * `release` are keys that waited and were a person's after all; they go first.
 */
export interface Outcome<S extends Stroke = Stroke> {
  fate: 'pass' | 'hold' | 'swallow'
  release: S[]
  burst: Burst | null
}

/** A scanned code in a field for secrets: what scanners send, never a sentence or a password with small letters. */
const CODE = /^[0-9A-Z./:_-]+$/

/** The recogniser. `S` is whatever the caller wants back of a key that waited. */
export class BurstReader<S extends Stroke = Stroke> {
  private text = ''
  private place: Place = 'commands'
  private last = Number.NEGATIVE_INFINITY
  private held: S[] = []
  /** Keys in a row that came at a scanner's speed: now, and at the most. */
  private run = 0
  private longest = 0
  /** Keys that came late and belong to it all the same. */
  private stutters = 0
  /** Keys that were given back because the next one was long in coming, and when the last of them was pressed. */
  private past = { text: '', last: Number.NEGATIVE_INFINITY }
  /** A scan has just ended: what still comes at its speed is its rest, for instance a second line. */
  private tail = false

  /** Whether keys are waiting, or a scan may be under way. */
  get open(): boolean {
    return this.text !== '' || this.tail
  }

  /** Whether this key would go on with what is under way. */
  continues({ key, at }: Pick<Stroke, 'key' | 'at'>): boolean {
    return this.open && at - this.last <= (isCharacter(key) ? this.patience : this.patienceForEnd)
  }

  /** How long the next character may take. */
  get patience(): number {
    if (this.tail || new Set(this.text).size < 2) return GAP_MS
    if (this.longest >= BEGUN) return STUTTER_MS
    return this.place === 'commands' && this.longest >= BEGINS && this.stutters === 0 ? STUTTER_MS : GAP_MS
  }

  /** In a text the Enter behind the code is the scanner's only when it comes at once: a person may press it next. */
  private get patienceForEnd(): number {
    return this.place === 'commands' ? this.patience : GAP_MS
  }

  /** Takes a key. */
  feed(stroke: S): Outcome<S> {
    const follows = this.continues(stroke)
    const before = this.open && !follows ? this.settle() : nothing<S>()
    if (follows && this.tail) {
      this.last = stroke.at
      return { ...before, fate: 'swallow' }
    }
    if (follows && stroke.at - this.last > GAP_MS) {
      this.stutters += 1
      this.run = 0
    }
    const own = isCharacter(stroke.key) ? this.character(stroke) : this.named(stroke, follows)
    return {
      fate: own.fate,
      release: [...before.release, ...own.release],
      burst: before.burst ?? own.burst,
    }
  }

  /** Takes note that it has been silent for longer than a scan ever is. */
  silent(now: number): Outcome<S> {
    if (!this.open || now - this.last <= this.patience) return nothing<S>()
    const past = { text: this.tail ? '' : this.text, last: this.last }
    const settled = this.settle()
    this.past = settled.burst ? { text: '', last: past.last } : past
    return settled
  }

  private character(stroke: S): Outcome<S> {
    // What no scanner sends ends a scan: a letter of another script is a person's.
    if (!/^[\x20-\x7e]$/.test(stroke.key) || (stroke.key === ' ' && this.text === '')) {
      const before = this.text === '' ? nothing<S>() : this.giveBack()
      return { ...before, fate: 'pass' }
    }
    if (this.text === '') {
      this.place = stroke.place
      // The machine handed this key on too late, but it was pressed at once behind those: they are the head of the
      // code.
      if (stroke.place === 'commands' && stroke.at - this.past.last <= GAP_MS) this.text = this.past.text
    }
    this.text += stroke.key
    this.run += 1
    this.longest = Math.max(this.longest, this.run)
    this.last = stroke.at
    if (stroke.place !== 'commands') return nothing<S>()
    this.held.push(stroke)
    return { ...nothing<S>(), fate: 'hold' }
  }

  private named(stroke: S, follows: boolean): Outcome<S> {
    const ends = stroke.key === 'Enter' || stroke.key === 'Tab'
    if (follows && ends && this.isScan(true)) {
      this.last = stroke.at
      const burst = this.take()
      this.tail = true
      return { fate: 'swallow', release: [], burst }
    }
    // Scanners send the separators inside long codes as chords; they belong to the code.
    if (follows && stroke.key === 'chord' && this.isScan(true)) {
      this.last = stroke.at
      return { ...nothing<S>(), fate: 'swallow' }
    }
    return this.open ? this.giveBack() : nothing<S>()
  }

  /**
   * Whether what has come so far is a scan: fast enough is given, long enough and of more than one character is
   * asked.
   */
  private isScan(ended: boolean): boolean {
    if (this.tail || new Set(this.text).size < 2) return false
    if (this.stutters * KEYS_PER_STUTTER > this.text.length) return false
    switch (this.place) {
      case 'commands':
        return this.text.length >= (ended && this.stutters === 0 ? LEAST_ENDED : LEAST_BARE)
      case 'text':
      case 'wanted':
        return ended && this.text.length >= LEAST_TYPED
      case 'secret':
        return ended && this.text.length >= LEAST_TYPED && CODE.test(this.text)
    }
  }

  /** The run is over without its Enter. */
  private settle(): Outcome<S> {
    if (!this.tail && this.isScan(false)) return { fate: 'pass', release: [], burst: this.take() }
    return this.giveBack()
  }

  private take(): Burst {
    const burst = { text: this.text, place: this.place }
    this.reset()
    return burst
  }

  private giveBack(): Outcome<S> {
    const release = this.held
    this.reset()
    return { fate: 'pass', release, burst: null }
  }

  private reset(): void {
    this.text = ''
    this.held = []
    this.run = 0
    this.longest = 0
    this.stutters = 0
    this.tail = false
  }
}

const isCharacter = (key: string): boolean => [...key].length === 1

function nothing<S extends Stroke>(): Outcome<S> {
  return { fate: 'pass', release: [], burst: null }
}
