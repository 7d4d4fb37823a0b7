import type { PartAnswer } from './send-part.ts'

/** What the endpoints throw when the server answered, but not with success. Anything else they throw counts as a lost line. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  constructor(
    readonly status: number,
    readonly retryAfterMs?: number,
    /** For the person, where the server gave one. */
    readonly sentence = '',
  ) {
    super(`the server answered ${status}`)
  }
}

const MOST_TRIES = 8
/** The same bytes may have been bent on the way once; a server that keeps refusing them means it. */
const MOST_REFUSALS = 3
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** A server that asks for more patience than this is down: better to say so than to look busy. */
const LONGEST_RETRY_AFTER_MS = 5 * 60_000

/**
 * How long to wait before another try, or undefined to give up.
 * @param answer undefined when no answer came
 * @param tries how many there were, this one included
 */
export function waitBefore(answer: PartAnswer | undefined, tries: number, random: () => number): number | undefined {
  const status = answer?.status
  const busy = status === undefined || status === 408 || status === 425 || status === 429 || status >= 500
  const bent = status === 400 || status === 422
  if (!busy && !bent) return undefined
  if (tries >= (bent ? MOST_REFUSALS : MOST_TRIES)) return undefined
  const asked = answer?.retryAfterMs ?? 0
  if (asked > LONGEST_RETRY_AFTER_MS) return undefined
  // Half fixed, half random: many browsers that lost the same server do not come back at the same moment.
  const backOff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)) * (0.5 + random() / 2)
  return Math.max(asked, backOff)
}

/** Resolves after `ms`, or at once when the signal says stop. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
