import { Spreads, Tally } from '#lib/tally.ts'
import type { Outcome } from './transports/transport.ts'

type Word = Exclude<Extract<Outcome, { done: false }>['failure'], object>

/**
 * How an attempt ended, in one word. `failed`: the job tries again or was given up; `unprepared`: its input could not be made;
 * `late`: nobody waited for it any more.
 */
export type AttemptEnd = 'done' | 'failed' | 'unprepared' | 'late' | 'not_yet' | Word

export const attemptsEnded = new Tally<[kind: string, outcome: AttemptEnd]>()

/** Seconds from the beginning of an attempt until it was written down that it is done, or that it failed. */
export const attemptTimes = new Spreads<[kind: string]>([0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200])

/** Letters that a mail server took; that were refused for good; that did not leave and are tried again. */
export const letters = new Tally<['sent' | 'refused' | 'failed']>()
