import { NotYet, PermanentFailure } from '#tenants/jobs/contract.ts'
import type { Errand, Outcome } from './transports/transport.ts'

/** @param progress told how far it is, 0 to 1: who tells nothing is not heard of that it was cancelled before it ends */
export type PerformHere = (input: unknown, signal: AbortSignal, progress: (share: number) => void) => Promise<unknown>

type ErrandHere = Pick<Errand, 'id' | 'kind' | 'input' | 'silenceMs' | 'onProgress'>

/** How an attempt ended here. `not_yet`: what it waits for is not done; milliseconds until it looks again, what is known by now, and what is in its way. */
export type HereOutcome =
  | Outcome
  | {
      readonly done: false
      readonly failure: 'not_yet'
      readonly againMs: number
      readonly share: number
      readonly news?: unknown
      readonly why?: string
    }

/** How many at the same time: they wait for the network, not for this machine. */
const SLOTS = 8

/** Performs attempts in this very process: what is short, waits for somebody else, and must not travel through a queue. */
export class Here {
  readonly #running = new Map<string, { kind: string; stop: AbortController; ended: Promise<HereOutcome> }>()
  #closed = false

  /**
   * @param performs by the names of their kinds
   * @param long those that take minutes: closing gives them back
   */
  constructor(
    private readonly performs: ReadonlyMap<string, PerformHere>,
    private readonly long: ReadonlySet<string> = new Set(),
  ) {}

  readonly slots = SLOTS

  perform(errand: ErrandHere): Promise<HereOutcome> {
    if (this.#closed) return Promise.resolve({ done: false, failure: 'interrupted' })
    const stop = new AbortController()
    const ended = this.#outcomeOf(errand, stop).finally(() => this.#running.delete(errand.id))
    this.#running.set(errand.id, { kind: errand.kind, stop, ended })
    return ended
  }

  cancel(errandId: string): void {
    this.#running.get(errandId)?.stop.abort(INTERRUPTED)
  }

  /** What is under way is seen to its end: a letter cut off while it is handed in would be handed in twice. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { kind, stop } of this.#running.values()) if (this.long.has(kind)) stop.abort(INTERRUPTED)
    await Promise.all([...this.#running.values()].map(({ ended }) => ended))
  }

  async #outcomeOf({ kind, input, silenceMs, onProgress }: ErrandHere, stop: AbortController): Promise<HereOutcome> {
    const silence = setTimeout(() => stop.abort(new Error('it took too long')), silenceMs)
    try {
      const perform = this.performs.get(kind)
      if (!perform) throw new PermanentFailure('jobs.failed', `nobody here performs ${kind}`)
      // What does not heed the signal keeps no slot for that.
      return { done: true, output: await Promise.race([perform(input, stop.signal, (share) => onProgress(share)), told(stop.signal)]) }
    } catch (error) {
      if (stop.signal.reason === INTERRUPTED) return { done: false, failure: 'interrupted' }
      if (error instanceof NotYet) {
        const { againMs, told } = error
        return { done: false, failure: 'not_yet', againMs, share: told.share ?? 0, news: told.news, why: told.why }
      }
      const permanent = error instanceof PermanentFailure
      return { done: false, failure: { permanent, code: permanent ? error.code : 'jobs.failed', detail: String(error) } }
    } finally {
      clearTimeout(silence)
    }
  }
}

const INTERRUPTED = new Error('interrupted')

/** Rejects when the signal says so. */
const told = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
