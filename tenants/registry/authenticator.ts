import { eq } from 'drizzle-orm'
import { Secret, TOTP } from 'otpauth'
import { z } from 'zod'
import { deriveKey, lock, unlock } from '#lib/crypto.ts'
import { fail } from '#lib/failure.ts'
import type { Writing } from '#tenants/database/handle.ts'
import type { Schools } from '#tenants/schools.ts'
import { auditOwn } from './audit.ts'
import { postToStaff } from './post-to-staff.ts'
import { authenticators, type Person } from './schema.ts'
import { requireProof } from './session-proof.ts'
import { hasTwoFactor } from './two-factor.ts'
import { begun, type Changing, endedIfLast } from './two-factor-changes.ts'
import { CodeWrong, SetUpSpent } from './two-factor-failures.ts'
import { authenticatorAddedLetter } from './two-factor-letters.ts'

const ISSUER = 'Lectern'
const SET_UP_LIFE_MS = 15 * 60_000
/** A clock may be half a minute off, either way. */
const WINDOW = 1

const keyOf = (schools: Schools) => deriveKey(schools.env.secret, 'authenticator')

const Offered = z.object({ secret: z.string(), x: z.number().int() })

/** A secret that is on its way to an app. It counts for nothing until a code of it comes back. */
export interface NewAuthenticator {
  /** Locked for this person and a quarter of an hour: travels with the form, so that looking at the page writes nothing. */
  readonly offered: string
  /** What the app reads from a picture. */
  readonly uri: string
  /** The same to be typed, in base 32. */
  readonly key: string
}

export function newAuthenticator(schools: Schools, person: Person, now = Date.now()): NewAuthenticator {
  const secret = new Secret({ size: 20 }).base32
  const offered = lock(keyOf(schools), JSON.stringify({ secret, x: now + SET_UP_LIFE_MS }), `offered ${person.id}`)
  return describe(person, offered, secret)
}

/** The same once more, where a code did not fit. @throws SetUpSpent */
export const sameAuthenticator = (schools: Schools, person: Person, offered: string, now = Date.now()): NewAuthenticator =>
  describe(person, offered, openOffer(schools, person, offered, now))

const describe = (person: Person, offered: string, secret: string): NewAuthenticator => ({
  offered,
  uri: totp(secret, person.email).toString(),
  key: secret,
})

/**
 * An app counts from its first right code on, in place of the one before.
 * @returns the recovery codes, to be shown once; null for who has some already
 * @throws SetUpSpent, CodeWrong, ProofNeeded
 */
export const addAuthenticator = async (
  schools: Schools,
  changing: Changing,
  given: { offered: string; code: string },
  now = Date.now(),
): Promise<string[] | null> => {
  const { person, token, device } = changing
  const secret = openOffer(schools, person, given.offered, now)
  const lastStep = stepOf(secret, given.code, now) ?? fail(new CodeWrong())
  return schools.registry.transact((tx) => {
    requireProof(tx, token, now)
    const wasOn = hasTwoFactor(tx, person.id)
    const row = { secret: lock(keyOf(schools), secret, person.id), lastStep, createdAt: now }
    tx.insert(authenticators)
      .values({ personId: person.id, ...row })
      .onConflictDoUpdate({ target: authenticators.personId, set: row })
      .run()
    auditOwn(tx, person.id, 'authenticator.added', {}, device, now)
    if (wasOn) postToStaff(tx, { letter: authenticatorAddedLetter.name, personId: person.id }, now)
    return begun(tx, schools, wasOn, changing, now)
  })
}

/** @throws ProofNeeded */
export const removeAuthenticator = (schools: Schools, changing: Changing, now = Date.now()): Promise<void> =>
  schools.registry.transact((tx) => {
    requireProof(tx, changing.token, now)
    const { person, device } = changing
    if (!tx.delete(authenticators).where(eq(authenticators.personId, person.id)).run().changes) return
    auditOwn(tx, person.id, 'authenticator.removed', {}, device, now)
    endedIfLast(tx, changing, now)
  })

/** A code counts once: neither it nor an older one is taken again. @throws CodeWrong */
export function takeAppCode(tx: Writing, schools: Schools, personId: string, typed: string, now: number): void {
  const row = tx.select().from(authenticators).where(eq(authenticators.personId, personId)).get() ?? fail(new CodeWrong())
  const step = stepOf(unlock(keyOf(schools), row.secret, personId) ?? fail(new CodeWrong()), typed, now) ?? fail(new CodeWrong())
  if (step <= row.lastStep) throw new CodeWrong()
  tx.update(authenticators).set({ lastStep: step }).where(eq(authenticators.personId, personId)).run()
}

/** @throws SetUpSpent */
function openOffer(schools: Schools, person: Person, offered: string, now: number): string {
  const text = unlock(keyOf(schools), offered, `offered ${person.id}`) ?? fail(new SetUpSpent())
  const { secret, x } = Offered.parse(JSON.parse(text))
  if (x <= now) throw new SetUpSpent()
  return secret
}

const totp = (secret: string, label = '') => new TOTP({ issuer: ISSUER, label, secret: Secret.fromBase32(secret) })

/** The half minute whose code this is, if it is one of now. */
function stepOf(secret: string, typed: string, now: number): number | undefined {
  const token = typed.replaceAll(/\s/g, '')
  const delta = /^\d{6}$/.test(token) ? totp(secret).validate({ token, timestamp: now, window: WINDOW }) : null
  return delta === null ? undefined : TOTP.counter({ timestamp: now }) + delta
}
