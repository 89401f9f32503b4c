/**
 * What is plugged in, told for one job: which key is meant, and why another will not do.
 * It never writes: the core refuses a key that is not the job's, whatever the screen shows.
 */
import type {
  KeyDesk,
  KeyJob,
  KeyPresence,
  PinStanding,
  PluggedIn,
  StepState,
  TokenLine,
  Tokens,
} from '../bindings'

export type Tone = 'done' | 'warn' | 'block' | 'run' | 'wait' | 'todo'

const PLACES: Record<Exclude<PluggedIn, 'one'>, Tone> = {
  no_module: 'block',
  module_fails: 'block',
  no_reader: 'block',
  unknown: 'block',
  no_token: 'todo',
  several: 'warn',
}

/** Colour and icon of what is plugged in. */
export function toneOfTokens(tokens: Tokens | null): Tone {
  if (!tokens) return 'todo'
  if (tokens.state !== 'one') return PLACES[tokens.state]
  return tokens.tokens[0] ? toneOfToken(tokens.tokens[0]) : 'todo'
}

const PRESENCES: Record<KeyPresence, Tone> = {
  blank: 'run',
  ours: 'warn',
  foreign: 'warn',
  unreadable: 'block',
  this_case: 'done',
}

export const toneOfToken = (token: TokenLine): Tone => (token.isDead ? 'block' : PRESENCES[token.presence])

const STANDINGS: Record<PinStanding, Tone> = {
  not_set: 'todo',
  sound: 'done',
  used: 'warn',
  last: 'warn',
  locked: 'block',
}

/** PIN tries: amber when some were used up or one is left, red when locked. */
export const toneOfPin = (token: TokenLine): Tone => STANDINGS[token.pin]

/** The same for the SO PIN or PUK. */
export const toneOfPuk = (token: TokenLine): Tone => STANDINGS[token.puk]

/** What is at stake when a step would use up the last try of a PIN; empty when it would not. */
export function lastTry(token: TokenLine | undefined, job: KeyJob | undefined): string {
  if (!token || !job) return ''
  if (job.asksPin && token.pinFinal) return 'PIN 只剩最后一次机会，再输错这把 UKey 就锁死'
  if ((job.asksNewPin || job.asksSoPin) && token.pukFinal)
    return '管理员口令（PUK）只剩最后一次机会，再错这把 UKey 就永远不能解锁'
  return ''
}

/**
 * The key that a job's next step would use: the only one plugged in; of several the one the job is bound to, or the
 * one that was chosen. None when a choice is still to be made, or the one chosen was pulled out.
 */
export function keyFor(
  tokens: Tokens | null,
  job: KeyJob | undefined,
  chosen: string,
): TokenLine | undefined {
  const all = tokens?.tokens ?? []
  if (all.length === 1) return all[0]
  const bound = job?.serial ? all.find((token) => token.serial === job.serial) : undefined
  return bound ?? all.find((token) => token.serial === chosen)
}

/** Whether `token` is the one that the job is registered with; undefined while the job has none. */
export function matches(token: TokenLine | undefined, job: KeyJob | undefined): boolean | undefined {
  if (!token || !job?.serial) return undefined
  return token.serial === job.serial
}

/** Serial numbers are read in fours; what stands for one on a blank key (`blank:…`) is left as it is. */
export function fours(serial: string): number[] {
  if (!/^[0-9A-Za-z]+$/.test(serial)) return []
  const groups = Array.from({ length: Math.floor(serial.length / 4) }, () => 4)
  return serial.length % 4 ? [...groups, serial.length % 4] : groups
}

/** The job to show: the one that was open, or the first that is not done. */
export function openJob(desk: KeyDesk | null, wanted: number | null): KeyJob | undefined {
  const jobs = desk?.jobs ?? []
  return jobs.find((job) => job.id === wanted) ?? jobs.find((job) => !job.done) ?? jobs[0]
}

/** 第 4 步，共 11 步. */
export function stepWord(job: KeyJob): string {
  const done = job.steps.filter((step) => step.state === 'done').length
  return job.done
    ? `${job.steps.length} 步全部完成`
    : `第 ${Math.min(done + 1, job.steps.length)} 步，共 ${job.steps.length} 步`
}

const STEPS: Record<StepState, { tone: Tone; word: string }> = {
  done: { tone: 'done', word: '完成' },
  failed: { tone: 'block', word: '中断，可续' },
  next: { tone: 'run', word: '下一步' },
  waiting: { tone: 'wait', word: '等待' },
  todo: { tone: 'todo', word: '未做' },
}

/** Word and tone of a step's state. */
export const stepState = (state: StepState): { tone: Tone; word: string } => STEPS[state]

/** Whether a job's next step needs its key plugged in. */
export const needsKey = (job: KeyJob | undefined): boolean =>
  job?.steps.find((step) => step.step === job.next)?.needsKey ?? false
