import { PROVIDER_TITLES, type ProviderName } from '#integrations/oauth/provider.ts'
import { Failure } from '#lib/failure.ts'

/** One sentence for an unknown e-mail and a wrong password: neither tells a stranger who has an account. */
export class SignInRefused extends Failure {
  constructor(code = 'people.sign_in_refused') {
    super(code, 400)
  }
}

/** Of somebody who is signed in and is asked once more; it counts as a try at the account. */
export class PasswordWrong extends SignInRefused {
  constructor() {
    super('people.password_wrong')
  }
}

/** The new address is the one the account has. */
export class EmailUnchanged extends Failure {
  constructor() {
    super('people.email_unchanged', 400)
  }
}

/** Locked out where a letter is a way in. */
export class TooManyTriesWriteInstead extends Failure {
  constructor({ retryAfter = 60 }: TooManyTries) {
    super('people.too_many_tries_write', 429, { minutes: Math.max(1, Math.ceil(retryAfter / 60)) })
    this.retryAfter = retryAfter
  }
}

export class AvatarUnreadable extends Failure {
  constructor() {
    super('people.avatar_unreadable', 400)
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

/** The account of the provider opens somebody else's account here. */
export class IdentityTaken extends Failure {
  constructor(provider: ProviderName) {
    super('people.identity_taken', 409, { provider: PROVIDER_TITLES[provider] })
  }
}

/** The provider has verified no address of theirs, and without one nobody is found or made. */
export class NoVerifiedEmail extends Failure {
  constructor(provider: ProviderName) {
    super('people.no_verified_email', 403, { provider: PROVIDER_TITLES[provider] })
  }
}

/** And the school makes none for who comes by a provider. */
export class NoAccountHere extends Failure {
  constructor(email: string) {
    super('people.no_account_here', 403, { email })
  }
}

/** Used already, older than a minute, or of another school. */
export class HandoverSpent extends Failure {
  constructor() {
    super('people.handover_spent', 410)
  }
}

/** Without it nobody could sign in. */
export class LastWayIn extends Failure {
  constructor() {
    super('people.last_way_in', 409)
  }
}

/** Signed in rightly, and kept out by the school. */
export class StudentSuspended extends Failure {
  constructor(reason: string) {
    super(reason ? 'people.suspended_because' : 'people.suspended', 403, { reason })
  }
}

export class StudentUnknown extends Failure {
  constructor() {
    super('people.student_unknown', 404)
  }
}

/** What was done is a day old, was undone already, or is somebody else's. */
export class ChangeGone extends Failure {
  constructor() {
    super('people.change_gone', 410)
  }
}

export class TooManyStudents extends Failure {
  constructor(most: number) {
    super('people.too_many_students', 422, { most })
  }
}

export class EndInThePast extends Failure {
  constructor() {
    super('people.end_in_the_past', 400)
  }
}

/** The look begun is not this person’s, not this student’s, too old, or was begun already. */
export class ViewRefused extends Failure {
  constructor() {
    super('people.view_refused', 403)
  }
}

/** Who looks as a student changes nothing. */
export class OnlyLooking extends Failure {
  constructor() {
    super('people.only_looking', 403)
  }
}

export class ImportUnreadable extends Failure {
  constructor(
    why: 'import_no_email' | 'import_empty' | 'import_too_many' | 'import_too_wide' | 'import_malformed' | 'import_unclosed',
    details: Record<string, number> = {},
  ) {
    super(`people.${why}`, 422, details)
  }
}
