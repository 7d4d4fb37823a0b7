import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { SignInRefused, TooManyLetters } from '#tenants/people/failures.ts'
import { dropOthersIdentities } from '#tenants/people/identities.ts'
import { makeLink } from '#tenants/people/one-time-links.ts'
import { hashPassword, isPassword } from '#tenants/people/passwords.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { normaliseEmail } from '#tenants/people/students.ts'
import { continueSession } from './admission.ts'
import { auditOwn } from './audit.ts'
import { dropPersonLinks, lookAtLink, spendFor } from './person-links.ts'
import { endAllSessions } from './person-sessions.ts'
import { postToStaff } from './post-to-staff.ts'
import type { Registry } from './registry.ts'
import { type Person, people, personIdentities, personLinks } from './schema.ts'
import { passwordChangedLetter, passwordLetter } from './staff-letters.ts'

const LINK_LIFE_MS = 60 * 60_000

/** Mails a link to choose a new password. Whether there is such an account, or had too many letters lately, is not told: who asks may be anybody. */
export function mailPasswordLink(registry: Registry, email: string, device: Device, now = Date.now()): Promise<void> {
  return registry.transact((tx) => {
    const person = tx
      .select({ id: people.id })
      .from(people)
      .where(eq(people.email, normaliseEmail(email)))
      .get()
    if (!person) return
    try {
      postPasswordLink(tx, person.id, now)
    } catch (error) {
      if (error instanceof TooManyLetters) return
      throw error
    }
    auditOwn(tx, person.id, 'password.link_asked', {}, device, now)
  })
}

/** @throws TooManyLetters */
export function postPasswordLink(tx: Writing, personId: string, now: number): void {
  const linkId = makeLink(tx, personLinks, { ownerId: personId, purpose: 'password', lifeMs: LINK_LIFE_MS }, now)
  postToStaff(tx, { letter: passwordLetter.name, personId, data: { linkId } }, now)
}

/** A new password by the link of a letter: every device is signed out, every other link ends, and the owner is told. @throws LinkSpent */
export async function resetPassword(registry: Registry, unsealed: unknown, password: string, device: Device): Promise<void> {
  // Before the work of a hash is done for somebody who made a link up.
  registry.read((db) => lookAtLink(db, unsealed))
  const passwordHash = await hashPassword(password)
  const now = Date.now()
  await registry.transact((tx) => {
    const { ownerId } = spendFor(tx, unsealed, 'password', now)
    setPassword(tx, ownerId, passwordHash, now)
    dropOthers(tx, ownerId)
    auditOwn(tx, ownerId, 'password.reset', {}, device, now)
  })
}

/** @throws SignInRefused when it is not the person's password */
export async function checkPassword(person: Person, password: string): Promise<void> {
  if (!(await isPassword(person.passwordHash, password))) throw new SignInRefused()
}

/** Every device is signed out; this one gets a session of its own, whose token is answered. @throws SignInRefused where it became another one meanwhile */
export async function changePassword(registry: Registry, person: Person, password: string, device: Device): Promise<string> {
  const passwordHash = await hashPassword(password)
  const now = Date.now()
  return registry.transact((tx) => {
    if (tx.select().from(people).where(eq(people.id, person.id)).get()?.passwordHash !== person.passwordHash) throw new SignInRefused()
    setPassword(tx, person.id, passwordHash, now)
    auditOwn(tx, person.id, 'password.changed', {}, device, now)
    return continueSession(tx, person.id, device, now)
  })
}

/** The reader of the account's address is back: what somebody else has linked opens it no more. */
export function dropOthers(tx: Writing, personId: string): void {
  const person = tx.select({ email: people.email }).from(people).where(eq(people.id, personId)).get()
  if (person) dropOthersIdentities(tx, personIdentities, personId, person.email)
}

function setPassword(tx: Writing, personId: string, passwordHash: string, now: number): void {
  tx.update(people).set({ passwordHash }).where(eq(people.id, personId)).run()
  endAllSessions(tx, personId)
  dropPersonLinks(tx, personId)
  postToStaff(tx, { letter: passwordChangedLetter.name, personId }, now)
}
