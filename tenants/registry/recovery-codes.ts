import { and, eq, isNull } from 'drizzle-orm'
import { deriveKey, keyedHash } from '#lib/crypto.ts'
import { randomBase32 } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import type { Device } from '#tenants/people/sessions.ts'
import type { Schools } from '#tenants/schools.ts'
import { auditOwn } from './audit.ts'
import { postToStaff } from './post-to-staff.ts'
import { recoveryCodes } from './schema.ts'
import { requireProof } from './session-proof.ts'
import { hasTwoFactor, recoveryCodesLeft } from './two-factor.ts'
import { CodeWrong, TwoFactorOff } from './two-factor-failures.ts'
import { recoveryCodesMadeLetter, recoveryCodeUsedLetter } from './two-factor-letters.ts'

const CODES = 10

/** Ten new ones in place of all before; answered once, and kept as hashes that nobody can try out without the platform's key. */
export function makeRecoveryCodes(tx: Writing, schools: Schools, personId: string, now: number): string[] {
  // 50 bits each, without letters that are taken for others.
  const codes = Array.from({ length: CODES }, () => `${randomBase32(5)}-${randomBase32(5)}`)
  tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId)).run()
  tx.insert(recoveryCodes)
    .values(codes.map((code) => ({ personId, codeHash: hashOf(schools, personId, code), createdAt: now })))
    .run()
  return codes
}

/** @throws ProofNeeded, TwoFactorOff */
export const renewRecoveryCodes = (
  schools: Schools,
  personId: string,
  token: string,
  device: Device,
  now = Date.now(),
): Promise<string[]> =>
  schools.registry.transact((tx) => {
    requireProof(tx, token, now)
    if (!hasTwoFactor(tx, personId)) throw new TwoFactorOff()
    const codes = makeRecoveryCodes(tx, schools, personId, now)
    postToStaff(tx, { letter: recoveryCodesMadeLetter.name, personId }, now)
    auditOwn(tx, personId, 'recovery_codes.made', {}, device, now)
    return codes
  })

/** Uses one up, whatever a person put between its characters; the owner is told. @throws CodeWrong */
export function takeRecoveryCode(tx: Writing, schools: Schools, personId: string, typed: string, device: Device, now: number): void {
  const used = tx
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(
      and(eq(recoveryCodes.personId, personId), eq(recoveryCodes.codeHash, hashOf(schools, personId, typed)), isNull(recoveryCodes.usedAt)),
    )
    .run().changes
  if (!used) throw new CodeWrong()
  const left = recoveryCodesLeft(tx, personId)
  postToStaff(tx, { letter: recoveryCodeUsedLetter.name, personId, data: { left } }, now)
  auditOwn(tx, personId, 'recovery_code.used', { left }, device, now)
}

const hashOf = (schools: Schools, personId: string, code: string): string =>
  keyedHash(deriveKey(schools.env.secret, 'recovery-code', personId), code.toLowerCase().replaceAll(/[^0-9a-z]/g, ''))
