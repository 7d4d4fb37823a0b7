import type { Reading } from '#tenants/database/handle.ts'
import { requireProof } from './session-proof.ts'
import { grantsNamed, roleOf } from './staff-rules.ts'

/** Who manages the staff can let anybody in: whoever finds an open laptop must not be able to make such a one. */
const manages = (db: Reading, schoolId: string, role: string | undefined): boolean =>
  role !== undefined && grantsNamed(db, schoolId, role)?.permissions.has('staff.manage') === true

export interface Raise {
  readonly schoolId: string
  /** The session it is done in. */
  readonly token: string
}

/** Before somebody is invited as this. @throws ProofNeeded */
export function requireProofToInvite(db: Reading, { schoolId, token }: Raise, role: string, now = Date.now()): void {
  if (manages(db, schoolId, role)) requireProof(db, token, now)
}

/** Before somebody who works here gets this role. @throws ProofNeeded */
export function requireProofToRaise(db: Reading, raise: Raise, personId: string, role: string, now = Date.now()): void {
  if (!manages(db, raise.schoolId, roleOf(db, personId, raise.schoolId))) requireProofToInvite(db, raise, role, now)
}

/** Before a set holds these permissions, for everybody who has it. @throws ProofNeeded */
export function requireProofToWiden(
  db: Reading,
  { schoolId, token }: Raise,
  set: string,
  permissions: readonly string[],
  now = Date.now(),
): void {
  if (permissions.includes('staff.manage') && !manages(db, schoolId, set)) requireProof(db, token, now)
}

/** Before everybody who has a set gets another role instead. @throws ProofNeeded */
export function requireProofToReplace(db: Reading, raise: Raise, set: string, instead: string, now = Date.now()): void {
  if (!manages(db, raise.schoolId, set)) requireProofToInvite(db, raise, instead, now)
}
