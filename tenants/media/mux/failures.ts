import { MuxAway, MuxRefused } from '#integrations/mux/mux.ts'
import { Failure } from '#lib/failure.ts'
import type { Log } from '#lib/log.ts'

/** Mux has no such film of this school, or no such part of it. */
export class FilmGone extends Failure {
  constructor() {
    super('media.film_gone', 404)
  }
}

/** Mux does not answer now. */
export class FilmAway extends Failure {
  override readonly cause: unknown
  constructor(cause?: unknown) {
    super('media.film_away', 503)
    this.cause = cause
  }
}

/** No account at Mux is set up here, or not any more. */
export class NoMux extends Failure {
  constructor() {
    super('media.no_mux', 409)
  }
}

/** Mux takes no upload now: it is away, does not know us, or the account may have no more. */
export class MuxTakesNothing extends Failure {
  override readonly cause: unknown
  constructor(why: 'away' | 'key' | 'quota' | 'not_taken', cause: unknown) {
    super(`media.mux_${why}`, why === 'away' ? 503 : 409)
    this.cause = cause
  }
}

const WHY = { 'mux.key': 'key', 'mux.quota': 'quota', 'mux.not_taken': 'not_taken' } as const

/**
 * What Mux says to somebody who waits for an answer of ours. They read a sentence of ours, and the log has Mux's own words.
 * @throws MuxTakesNothing, or the error itself
 */
export function refuseAsMux(log: Log, error: unknown): never {
  if (!(error instanceof MuxRefused || error instanceof MuxAway)) throw error
  log.warn({ err: error }, 'Mux takes no upload now')
  throw new MuxTakesNothing(error instanceof MuxAway ? 'away' : WHY[error.code], error)
}

/** Mux could not fetch what is to be moved there: this server is on somebody's own machine, and its files are too. */
export class MuxSeesNothing extends Failure {
  constructor() {
    super('media.mux_sees_nothing', 409)
  }
}
