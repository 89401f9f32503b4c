import type { CaseState } from '@/bindings'
import type { IconName } from './icons'

/** The tones of a state: seen or proved, look again, blocked, at work, waiting, to come. */
export type Tone = 'done' | 'warn' | 'block' | 'run' | 'wait' | 'todo'

/** How a case state looks; its word comes from the desk. */
export const STATE_LOOK: Record<CaseState, { icon: IconName; tone: Tone }> = {
  draft: { icon: 'pencil', tone: 'todo' },
  printed: { icon: 'print', tone: 'wait' },
  scanning: { icon: 'scan', tone: 'run' },
  in_review: { icon: 'review', tone: 'run' },
  returned: { icon: 'back', tone: 'warn' },
  approved: { icon: 'key', tone: 'run' },
  at_ca: { icon: 'clock', tone: 'wait' },
  ready: { icon: 'hand', tone: 'wait' },
  closed: { icon: 'done', tone: 'done' },
  void: { icon: 'cross', tone: 'todo' },
}

/** The icon that goes with a tone when nothing says otherwise. */
export const TONE_ICON: Record<Tone, IconName> = {
  done: 'done',
  warn: 'warn',
  block: 'stop',
  run: 'half',
  wait: 'clock',
  todo: 'todo',
}
