import { and, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import { newToken } from '#lib/crypto.ts'
import { fail } from '#lib/failure.ts'
import { isTaken } from '#tenants/database/connection.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { EmailTaken, LinkSpent } from '#tenants/people/failures.ts'
import { makeLink } from '#tenants/people/one-time-links.ts'
import { hashPassword } from '#tenants/people/passwords.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { normaliseEmail } from '#tenants/people/students.ts'
import { auditOwn } from './audit.ts'
import { dropPersonLinks, isHeldForSomebody, lookAtLink, spendFor } from './person-links.ts'
import { dropOthers, postPasswordLink } from './person-password.ts'
import { endAllSessions } from './person-sessions.ts'
import { postToStaff } from './post-to-staff.ts'
import type { Registry } from './registry.ts'
import { type Person, people, personLinks } from './schema.ts'
import { emailAskedLetter, emailChangedLetter, emailConfirmLetter, emailWelcomeLetter } from './staff-letters.ts'
import { dropTwoFactorSince } from './two-factor-changes.ts'

const ASKED_LIFE_MS = 60 * 60_000
const WAY_BACK_MS = 7 * 86_400_000
/** Whoever takes an account over may have added a passkey of theirs before they changed its address. */
const HEAD_START_MS = 7 * 86_400_000

const Address = z.object({ email: z.string() })

/**
 * Asks at the new address whether it is theirs, and tells the present one. Nothing changes yet. Whether somebody else has the new
 * address is not told: a letter there would open nothing.
 * @throws TooManyLetters
 */
export function askForEmail(registry: Registry, person: Person, wanted: string, device: Device, now = Date.now()): Promise<void> {
  const email = normaliseEmail(wanted)
  return registry.transact((tx) => {
    const linkId = makeLink(tx, personLinks, { ownerId: person.id, purpose: 'email', data: { email }, lifeMs: ASKED_LIFE_MS }, now)
    postToStaff(tx, { letter: emailConfirmLetter.name, personId: person.id, address: email, data: { linkId } }, now)
    postToStaff(tx, { letter: emailAskedLetter.name, personId: person.id, address: person.email }, now)
    auditOwn(tx, person.id, 'email.change_asked', {}, device, now)
  })
}

/** The new address said yes: both are told, and the one before can bring the account back for a week. @throws LinkSpent, EmailTaken, TooManyLetters */
export function confirmEmail(registry: Registry, unsealed: unknown, device: Device, now = Date.now()): Promise<void> {
  return registry.transact((tx) => {
    const { ownerId, data } = spendFor(tx, unsealed, 'email', now)
    const { email } = Address.parse(data)
    const before = tx.select().from(people).where(eq(people.id, ownerId)).get() ?? fail(new LinkSpent())
    if (isHeldForSomebody(tx, email, ownerId, now)) throw new EmailTaken()
    setEmail(tx, ownerId, email)
    dropPersonLinks(tx, ownerId)
    const back = { ownerId, purpose: 'email_back', data: { email: before.email }, lifeMs: WAY_BACK_MS }
    const linkId = makeLink(tx, personLinks, back, now)
    postToStaff(tx, { letter: emailChangedLetter.name, personId: ownerId, address: before.email, data: { linkId } }, now)
    postToStaff(tx, { letter: emailWelcomeLetter.name, personId: ownerId, address: email }, now)
    auditOwn(tx, ownerId, 'email.changed', {}, device, now)
  })
}

/**
 * Whoever reads the old address has the account again: every device is signed out, the password of the meantime is none any more, and a
 * letter there chooses a new one. Ways back to addresses that came later end, and so do apps, passkeys and recovery codes from
 * the week before on: those are of whoever took the account over.
 * @throws LinkSpent, EmailTaken
 */
export async function takeEmailBack(registry: Registry, unsealed: unknown, device: Device, now = Date.now()): Promise<void> {
  // Before the work of a hash is done for somebody who made a link up.
  registry.read((db) => lookAtLink(db, unsealed, now))
  const passwordHash = await hashPassword(newToken())
  return registry.transact((tx) => {
    const { id, ownerId, data, expiresAt } = spendFor(tx, unsealed, 'email_back', now)
    tx.update(people).set({ passwordHash }).where(eq(people.id, ownerId)).run()
    tx.delete(personLinks)
      .where(and(eq(personLinks.ownerId, ownerId), gt(personLinks.id, id)))
      .run()
    dropTwoFactorSince(tx, ownerId, expiresAt - WAY_BACK_MS - HEAD_START_MS)
    setEmail(tx, ownerId, Address.parse(data).email)
    dropOthers(tx, ownerId)
    endAllSessions(tx, ownerId)
    dropPersonLinks(tx, ownerId)
    postPasswordLink(tx, ownerId, now)
    auditOwn(tx, ownerId, 'email.taken_back', {}, device, now)
  })
}

function setEmail(tx: Writing, personId: string, email: string): void {
  try {
    tx.update(people).set({ email }).where(eq(people.id, personId)).run()
  } catch (error) {
    throw isTaken(error, 'people.email') ? new EmailTaken() : error
  }
}
