import { setTimeout as wait } from 'node:timers/promises'
import { PermanentFailure } from '#tenants/jobs/contract.ts'

/** The other side will not have it, however often it is asked. */
export class Refused extends Error {
  override readonly name = 'Refused'
  constructor(
    readonly status: number,
    what: string,
  ) {
    super(`${what} was answered with ${status}`)
  }
}

export interface Persistence {
  readonly signal: AbortSignal
  /** So long trouble in a row is borne: a server that starts again, a line that is cut. Milliseconds; below the silence a job may keep. */
  readonly patienceMs?: number
}

const PATIENCE_MS = 45_000
const FIRST_WAIT_MS = 200
const LONGEST_WAIT_MS = 5_000
/** What says “later”. 408 and 425 are the line's, 429 and 5xx the server's. */
const LATER = new Set([408, 425, 429, 500, 502, 503, 504])

/**
 * Does `work` until it succeeds. `work` is told how to say that it got further, which renews the patience.
 * @throws Refused and PermanentFailure at once, the last error when patience ends, and the signal's reason
 */
export async function persist<T>(work: (further: () => void) => Promise<T>, { signal, patienceMs = PATIENCE_MS }: Persistence): Promise<T> {
  let since = performance.now()
  let pause = FIRST_WAIT_MS
  const further = () => {
    since = performance.now()
    pause = FIRST_WAIT_MS
  }
  for (;;) {
    try {
      return await work(further)
    } catch (error) {
      signal.throwIfAborted()
      const isFinal = error instanceof PermanentFailure || (error instanceof Refused && !LATER.has(error.status))
      if (isFinal || performance.now() - since > patienceMs) throw error
      await wait(pause, undefined, { signal })
      pause = Math.min(LONGEST_WAIT_MS, pause * 2)
    }
  }
}

/** An answer that is not a success is an error. @throws Refused */
export function mustBe(answer: Response, what: string, ...expected: readonly number[]): Response {
  if (!(expected.length ? expected.includes(answer.status) : answer.ok)) throw new Refused(answer.status, what)
  return answer
}
