import { and, eq, gte } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import type { Device } from '#tenants/people/sessions.ts'
import type { Schools } from '#tenants/schools.ts'
import { auditOwn, writeAudit } from './audit.ts'
import { endAllSessions, endOthers } from './person-sessions.ts'
import { postToStaff } from './post-to-staff.ts'
import { makeRecoveryCodes } from './recovery-codes.ts'
import type { Registry } from './registry.ts'
import { authenticators, type Person, passkeys, recoveryCodes } from './schema.ts'
import { noteProof, requireProof } from './session-proof.ts'
import { hasTwoFactor } from './two-factor.ts'
import { twoFactorOffLetter, twoFactorOnLetter, twoFactorResetLetter } from './two-factor-letters.ts'

/** Who changes what sign-in asks of them: by this session, from this device. */
export interface Changing {
  readonly person: Person
  readonly token: string
  readonly device: Device
}

/**
 * Told in the transaction that gave somebody their first app or passkey: from here on there is a second step, and every session that
 * was begun without it ends. Answers the recovery codes; null where there was a second step before.
 */
export function begun(tx: Writing, schools: Schools, wasOn: boolean, { person, token, device }: Changing, now: number): string[] | null {
  noteProof(tx, token, now)
  if (wasOn) return null
  endOthers(tx, person.id, token)
  postToStaff(tx, { letter: twoFactorOnLetter.name, personId: person.id }, now)
  auditOwn(tx, person.id, 'two_factor.on', {}, device, now)
  return makeRecoveryCodes(tx, schools, person.id, now)
}

/** Told in the transaction that took an app or a passkey away: with the last one goes the second step. */
export function endedIfLast(tx: Writing, { person, device }: Pick<Changing, 'person' | 'device'>, now: number): void {
  if (hasTwoFactor(tx, person.id)) return
  tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, person.id)).run()
  postToStaff(tx, { letter: twoFactorOffLetter.name, personId: person.id }, now)
  auditOwn(tx, person.id, 'two_factor.off', {}, device, now)
}

/** The password alone is asked for again. @throws ProofNeeded */
export const turnTwoFactorOff = (registry: Registry, changing: Changing, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    requireProof(tx, changing.token, now)
    if (!hasTwoFactor(tx, changing.person.id)) return
    dropTwoFactor(tx, changing.person.id)
    endedIfLast(tx, changing, now)
  })

/**
 * An operator lets somebody back in who lost app, passkeys and recovery codes: the password alone is asked for again, and every device
 * is signed out. Answers whether there was anything to turn off.
 */
export const resetTwoFactor = (registry: Registry, personId: string, device: Device, now = Date.now()): Promise<boolean> =>
  registry.transact((tx) => {
    if (!hasTwoFactor(tx, personId)) return false
    dropTwoFactor(tx, personId)
    endAllSessions(tx, personId)
    postToStaff(tx, { letter: twoFactorResetLetter.name, personId }, now)
    writeAudit(tx, { type: 'two_factor.reset', actor: 'operator', subject: personId, data: {} }, device, now)
    return true
  })

/** What came since a moment is of whoever took the account over. */
export function dropTwoFactorSince(tx: Writing, personId: string, since: number): void {
  tx.delete(authenticators)
    .where(and(eq(authenticators.personId, personId), gte(authenticators.createdAt, since)))
    .run()
  tx.delete(passkeys)
    .where(and(eq(passkeys.personId, personId), gte(passkeys.createdAt, since)))
    .run()
  tx.delete(recoveryCodes)
    .where(and(eq(recoveryCodes.personId, personId), gte(recoveryCodes.createdAt, since)))
    .run()
  if (!hasTwoFactor(tx, personId)) dropTwoFactor(tx, personId)
}

function dropTwoFactor(tx: Writing, personId: string): void {
  for (const table of [authenticators, passkeys, recoveryCodes]) tx.delete(table).where(eq(table.personId, personId)).run()
}
