import { Failure } from '#lib/failure.ts'

export class JobUnknown extends Failure {
  constructor() {
    super('jobs.unknown', 404)
  }
}

/** Only what failed or was cancelled can be tried again. */
export class JobNotEnded extends Failure {
  constructor() {
    super('jobs.not_ended', 409)
  }
}

/** What it was for is done, or under way again in another job. */
export class JobNotNeeded extends Failure {
  constructor() {
    super('jobs.not_needed', 409)
  }
}

/** Only what waits or runs can be cancelled. */
export class JobEnded extends Failure {
  constructor() {
    super('jobs.ended', 409)
  }
}
