import { Failure } from '#lib/failure.ts'

/** Nobody gives what they do not have, nor takes it from who has more. */
export class MayNotGive extends Failure {
  constructor() {
    super('staff.may_not_give', 403)
  }
}

export class AlreadyStaff extends Failure {
  constructor() {
    super('staff.already', 409)
  }
}

export class AlreadyInvited extends Failure {
  constructor() {
    super('staff.already_invited', 409)
  }
}

export class StaffUnknown extends Failure {
  constructor() {
    super('staff.unknown', 404)
  }
}

export class RoleUnknown extends Failure {
  constructor() {
    super('staff.role_unknown', 404)
  }
}

/** Accepted, withdrawn, too old, or made by somebody who may not invite any more. */
export class InvitationSpent extends Failure {
  constructor() {
    super('staff.invitation_spent', 410)
  }
}

export class InvitationForAnother extends Failure {
  constructor(email: string) {
    super('staff.invitation_for_another', 403, { email })
  }
}

export class TooManyRoles extends Failure {
  constructor(most: number) {
    super('staff.too_many_roles', 409, { most })
  }
}

export class TooManyInvitations extends Failure {
  constructor(most: number) {
    super('staff.too_many_invitations', 409, { most })
  }
}
