import { Failure } from '#lib/failure.ts'

/** One sentence for an unknown e-mail and a wrong password: neither tells a stranger who has an account. */
export class SignInRefused extends Failure {
  constructor() {
    super('people.sign_in_refused', 400)
  }
}

/** Of who is signed in and is asked for their password again. */
export class PasswordWrong extends Failure {
  constructor() {
    super('people.password_wrong', 400)
  }
}

export class EmailTaken extends Failure {
  constructor() {
    super('people.email_taken', 409)
  }
}

/** The request needs somebody who is signed in. */
export class SignInNeeded extends Failure {
  constructor() {
    super('people.sign_in_needed', 401)
  }
}

/** Signed in, and not allowed. */
export class NotAllowed extends Failure {
  constructor() {
    super('people.not_allowed', 403)
  }
}

export class TooManyTries extends Failure {
  constructor(seconds: number) {
    super('people.too_many_tries', 429, { minutes: Math.max(1, Math.ceil(seconds / 60)) })
    this.retryAfter = seconds
  }
}

/** More passwords are being checked than this machine can at once. */
export class PasswordsBusy extends Failure {
  override retryAfter = 5
  constructor() {
    super('people.passwords_busy', 503)
  }
}

/** Used already, too old, or none of ours: the sentence is the same, and says how to get another. */
export class LinkSpent extends Failure {
  constructor() {
    super('people.link_spent', 410)
  }
}

/** Of one kind, to one person, in an hour. */
export class TooManyLetters extends Failure {
  constructor() {
    super('people.too_many_letters', 429)
  }
}
