import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { fail } from '#lib/failure.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import type { Schools } from '#tenants/schools.ts'
import { type Asked, type Challenge, newChallenge, openChallenge } from './passkey-challenges.ts'
import { type Person, passkeys } from './schema.ts'
import { spend } from './spent.ts'
import { PasskeyRefused } from './two-factor-failures.ts'

/** Hundreds of small files, for who signs in by a passkey: read when the first one does. */
const library = () => import('@simplewebauthn/server')

const RP_NAME = 'Lectern'

/** Passkeys are of the platform's host: a school's page, which its staff write, cannot ask for them. */
const rpId = (schools: Schools) => new URL(schools.platformOrigin).hostname

const Base64 = z.string().max(20_000)
const Common = { id: Base64, rawId: Base64, type: z.literal('public-key'), clientExtensionResults: z.object({}) }

export const Assertion = z.object({
  ...Common,
  response: z.object({ clientDataJSON: Base64, authenticatorData: Base64, signature: Base64, userHandle: Base64.optional() }),
})
export type Assertion = z.infer<typeof Assertion>

export const Attestation = z.object({
  ...Common,
  response: z.object({
    clientDataJSON: Base64,
    attestationObject: Base64,
    transports: z.array(z.string().max(32)).max(8).optional(),
  }),
})
export type Attestation = z.infer<typeof Attestation>

const keysOf = (db: Reading, personId: string) => db.select().from(passkeys).where(eq(passkeys.personId, personId)).all()

const named = (schools: Schools, personId: string) =>
  schools.registry
    .read((db) => keysOf(db, personId))
    .map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] }))

/** What the browser needs to ask for a passkey. Of nobody in particular it names none, so it tells a stranger nothing. */
export async function askForPasskey(schools: Schools, asked: Asked, now = Date.now()) {
  const { generateAuthenticationOptions } = await library()
  return generateAuthenticationOptions({
    rpID: rpId(schools),
    challenge: newChallenge(schools, asked, now),
    userVerification: 'required',
    ...(asked.personId !== undefined && { allowCredentials: named(schools, asked.personId) }),
  })
}

/** What the browser needs to make one, which can sign in without a name being typed. */
export async function askForNewPasskey(schools: Schools, person: Person, now = Date.now()) {
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: rpId(schools),
    userName: person.email,
    userDisplayName: person.name,
    userID: new TextEncoder().encode(person.id),
    challenge: newChallenge(schools, { purpose: 'add', personId: person.id }, now),
    excludeCredentials: named(schools, person.id),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** An answer whose signature is right. It counts when it is used, in the transaction it is for. */
export interface Verified {
  readonly passkeyId: string
  readonly personId: string
  readonly counter: number
  readonly challenge: Challenge
}

/**
 * Who holds the device was made sure of by the device (a finger, a face, a PIN): such a passkey is two factors by itself.
 * @throws PasskeyRefused
 */
export async function verifyPasskey(schools: Schools, asked: Asked, answer: Assertion, now = Date.now()): Promise<Verified> {
  const found = schools.registry.read((db) => db.select().from(passkeys).where(eq(passkeys.credentialId, answer.id)).get())
  const key = found && (asked.personId === undefined || found.personId === asked.personId) ? found : fail(new PasskeyRefused())
  const question = new Question(schools, asked, now)
  const { verifyAuthenticationResponse } = await library()
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge: question.isAnsweredBy,
    expectedOrigin: schools.platformOrigin,
    expectedRPID: rpId(schools),
    requireUserVerification: true,
    credential: {
      id: key.credentialId,
      publicKey: new Uint8Array(Buffer.from(key.publicKey, 'base64url')),
      counter: key.counter,
      transports: [...key.transports],
    },
  }).catch(refused)
  if (!verified) throw new PasskeyRefused()
  return { passkeyId: key.id, personId: key.personId, counter: authenticationInfo.newCounter, challenge: question.answered }
}

/** @throws PasskeyRefused */
export async function verifyNewPasskey(schools: Schools, person: Person, answer: Attestation, now = Date.now()) {
  const question = new Question(schools, { purpose: 'add', personId: person.id }, now)
  const { verifyRegistrationResponse } = await library()
  const { registrationInfo } = await verifyRegistrationResponse({
    response: answer,
    expectedChallenge: question.isAnsweredBy,
    expectedOrigin: schools.platformOrigin,
    expectedRPID: rpId(schools),
    requireUserVerification: true,
  }).catch(refused)
  const { credential } = registrationInfo ?? fail(new PasskeyRefused())
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: answer.response.transports ?? [],
    challenge: question.answered,
  }
}

/**
 * Uses an answer up. A counter that did not grow since, where the device counts at all, is that of a copy.
 * @throws PasskeyRefused also for one that was used, and for a passkey that was removed meanwhile
 */
export function usePasskey(tx: Writing, { passkeyId, counter, challenge }: Verified, now: number): void {
  const key = tx.select().from(passkeys).where(eq(passkeys.id, passkeyId)).get() ?? fail(new PasskeyRefused())
  if ((counter > 0 || key.counter > 0) && counter <= key.counter) throw new PasskeyRefused()
  spendChallenge(tx, challenge, now)
  tx.update(passkeys).set({ counter, usedAt: now }).where(eq(passkeys.id, passkeyId)).run()
}

/** @throws PasskeyRefused for one that was answered before */
export function spendChallenge(tx: Writing, { n, x }: Challenge, now: number): void {
  if (!spend(tx, n, x, now)) throw new PasskeyRefused()
}

/** Which of our questions an answer is to. */
class Question {
  #answered: Challenge | undefined

  constructor(
    private readonly schools: Schools,
    private readonly asked: Asked,
    private readonly now: number,
  ) {}

  readonly isAnsweredBy = (signed: string): boolean => {
    this.#answered = openChallenge(this.schools, signed, this.asked, this.now)
    return this.#answered !== undefined
  }

  get answered(): Challenge {
    return this.#answered ?? fail(new PasskeyRefused())
  }
}

/** The library says everything that can be wrong with what a browser sent by an Error. */
const refused = (error: unknown): never => fail(new PasskeyRefused(error))
