import { and, count, eq } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import { isTaken } from '#tenants/database/connection.ts'
import type { Schools } from '#tenants/schools.ts'
import { auditOwn } from './audit.ts'
import { type Attestation, spendChallenge, verifyNewPasskey } from './passkey-ceremony.ts'
import { postToStaff } from './post-to-staff.ts'
import type { Registry } from './registry.ts'
import { passkeys } from './schema.ts'
import { requireProof } from './session-proof.ts'
import { hasTwoFactor } from './two-factor.ts'
import { begun, type Changing, endedIfLast } from './two-factor-changes.ts'
import { PasskeyRefused, PasskeyUnknown, TooManyPasskeys } from './two-factor-failures.ts'
import { passkeyAddedLetter, passkeyRemovedLetter } from './two-factor-letters.ts'

const MOST = 20

/**
 * @param name to begin with: of the device it was made on
 * @returns the recovery codes, to be shown once; null for who has some already
 * @throws PasskeyRefused, TooManyPasskeys, ProofNeeded
 */
export async function addPasskey(
  schools: Schools,
  changing: Changing,
  answer: Attestation,
  name: string,
  now = Date.now(),
): Promise<string[] | null> {
  const { person, token, device } = changing
  const { challenge, ...key } = await verifyNewPasskey(schools, person, answer, now)
  return schools.registry.transact((tx) => {
    requireProof(tx, token, now)
    spendChallenge(tx, challenge, now)
    const wasOn = hasTwoFactor(tx, person.id)
    const has = tx.select({ n: count() }).from(passkeys).where(eq(passkeys.personId, person.id)).get()?.n ?? 0
    if (has >= MOST) throw new TooManyPasskeys(MOST)
    const id = newId('passkey', now)
    try {
      tx.insert(passkeys)
        .values({ ...key, id, personId: person.id, name, createdAt: now })
        .run()
    } catch (error) {
      throw isTaken(error, 'passkeys.credential_id') ? new PasskeyRefused(error) : error
    }
    postToStaff(tx, { letter: passkeyAddedLetter.name, personId: person.id }, now)
    auditOwn(tx, person.id, 'passkey.added', { passkeyId: id }, device, now)
    return begun(tx, schools, wasOn, changing, now)
  })
}

/** @throws PasskeyUnknown */
export const renamePasskey = (
  registry: Registry,
  { person, device }: Pick<Changing, 'person' | 'device'>,
  id: string,
  name: string,
): Promise<void> =>
  registry.transact((tx) => {
    if (!tx.update(passkeys).set({ name }).where(isOwn(person.id, id)).run().changes) throw new PasskeyUnknown()
    auditOwn(tx, person.id, 'passkey.renamed', { passkeyId: id }, device)
  })

/** @throws PasskeyUnknown, ProofNeeded */
export const removePasskey = (registry: Registry, changing: Changing, id: string, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const { person, token, device } = changing
    requireProof(tx, token, now)
    if (!tx.delete(passkeys).where(isOwn(person.id, id)).run().changes) throw new PasskeyUnknown()
    postToStaff(tx, { letter: passkeyRemovedLetter.name, personId: person.id }, now)
    auditOwn(tx, person.id, 'passkey.removed', { passkeyId: id }, device, now)
    endedIfLast(tx, changing, now)
  })

const isOwn = (personId: string, id: string) => and(eq(passkeys.id, id), eq(passkeys.personId, personId))
