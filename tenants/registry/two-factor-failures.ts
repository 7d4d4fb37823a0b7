import { Failure } from '#lib/failure.ts'

/** One sentence for a code that is wrong and for one that was used already. */
export class CodeWrong extends Failure {
  constructor() {
    super('two_factor.code_wrong', 400)
  }
}

/** Signed by another key, for another site or question, answered already, or by a copy of the device. */
export class PasskeyRefused extends Failure {
  constructor(reason?: unknown) {
    super('two_factor.passkey_refused', 400)
    this.cause = reason
  }
}

/** It is not here (any more), or is somebody else’s. */
export class PasskeyUnknown extends Failure {
  constructor() {
    super('two_factor.passkey_unknown', 404)
  }
}

export class TooManyPasskeys extends Failure {
  constructor(most: number) {
    super('two_factor.too_many_passkeys', 409, { most })
  }
}

/** The password was right too long ago, or has been changed since: sign-in begins anew. */
export class TicketSpent extends Failure {
  constructor() {
    super('two_factor.ticket_spent', 410)
  }
}

/** The key that was shown is too old by now. */
export class SetUpSpent extends Failure {
  constructor() {
    super('two_factor.set_up_spent', 410)
  }
}

/** What was asked for needs a person who proved a moment ago who they are. */
export class ProofNeeded extends Failure {
  constructor() {
    super('two_factor.proof_needed', 403)
  }
}

/** There is nothing to use a recovery code instead of. */
export class TwoFactorOff extends Failure {
  constructor() {
    super('two_factor.off', 409)
  }
}

/** The school opens for staff with a second step alone. */
export class TwoFactorNeeded extends Failure {
  constructor() {
    super('two_factor.needed', 403)
  }
}

/** Nobody demands of others what would shut themselves out. */
export class OwnTwoFactorFirst extends Failure {
  constructor() {
    super('two_factor.own_first', 409)
  }
}
