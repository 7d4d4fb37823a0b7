import { Failure } from '#lib/failure.ts'

/** Not a code, or one with a slip in it. */
export class CodeUnknown extends Failure {
  constructor() {
    super('sales.code_unknown', 400)
  }
}

export class CodeUsed extends Failure {
  constructor() {
    super('sales.code_used', 400)
  }
}

export class CodeExpired extends Failure {
  constructor(expiresAt: number) {
    super('sales.code_expired', 400, { expiresAt })
  }
}

/** The code is whole, and another school printed it. */
export class CodeOfAnotherSchool extends Failure {
  constructor() {
    super('sales.code_of_another_school', 400)
  }
}

/** Its batch was withdrawn by the school. */
export class CodeWithdrawn extends Failure {
  constructor() {
    super('sales.code_withdrawn', 400)
  }
}

/** The student is enrolled already; the code stays good for somebody else. */
export class AlreadyEnrolled extends Failure {
  constructor(courseSlug: string) {
    super('sales.already_enrolled', 409, { courseSlug })
  }
}

/** The student redeemed this very code before: what it opens is theirs. */
export class CodeIsYours extends Failure {
  constructor(courseSlug: string) {
    super('sales.code_yours', 409, { courseSlug })
  }
}

export class BatchUnknown extends Failure {
  constructor() {
    super('sales.batch_unknown', 404)
  }
}

/** More codes than are made at once, or an expiry that lies behind. */
export class BatchRefused extends Failure {
  constructor(why: 'count' | 'expiry') {
    super(`sales.batch_${why}`, 400)
  }
}
