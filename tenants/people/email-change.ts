import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { isTaken } from '#tenants/database/connection.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { post } from '#tenants/mail/post.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { EmailTaken, EmailUnchanged, LinkSpent } from './failures.ts'
import { dropOthersIdentities } from './identities.ts'
import { emailAskedLetter, emailChangedLetter, emailLinkLetter, passwordLetter } from './letters.ts'
import { dropLinks } from './one-time-links.ts'
import { NO_PASSWORD } from './passwords.ts'
import { type Student, studentIdentities, studentLinks, studentSessions, students } from './schema.ts'
import { endSessionsOf } from './sessions.ts'
import { dropOtherLinks, mailLink, spendLinkFor } from './student-links.ts'
import { normaliseEmail } from './students.ts'

const Address = z.object({ email: z.string() })

/**
 * Asks the new address whether it is theirs, and tells the old one. Whether somebody else has the new address is not told before
 * its own reader opens the link. The caller has proved who they are.
 * @throws EmailUnchanged, TooManyLetters
 */
export function askForEmail(tenant: Tenant, student: Student, email: string, now = Date.now()): Promise<void> {
  const wanted = normaliseEmail(email)
  if (wanted === normaliseEmail(student.email)) throw new EmailUnchanged()
  return tenant.transact((tx) => {
    // One at a time: the link asked for last is the one that counts. The row stays, for the limit of letters counts it.
    tx.update(studentLinks)
      .set({ usedAt: now })
      .where(and(eq(studentLinks.ownerId, student.id), eq(studentLinks.purpose, 'email')))
      .run()
    mailLink(tx, student.id, { purpose: 'email', letter: emailLinkLetter, address: wanted, data: { email: wanted } }, now)
    post(tx, { letter: emailAskedLetter.name, studentId: student.id, address: student.email }, now)
    record(tx, { type: 'student.email_asked', actor: student.id, subject: student.id, data: {} }, now)
  })
}

/**
 * Takes the new address, and tells the old one how to take it back.
 * @param signedIn who opened the link: somebody else, at a mistyped address, gets no account by it
 * @throws LinkSpent, EmailTaken
 */
export function confirmEmail(tenant: Tenant, unsealed: unknown, signedIn: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const { link, student } = spendLinkFor(tx, 'email', unsealed, now)
    if (student.id !== signedIn) throw new LinkSpent()
    setEmail(tx, student.id, Address.parse(link.data).email, now)
    dropOtherLinks(tx, student.id)
    const back = { purpose: 'email_back', letter: emailChangedLetter, address: student.email, data: { email: student.email } } as const
    mailLink(tx, student.id, back, now)
    record(tx, { type: 'student.email_changed', actor: student.id, subject: student.id, data: {} }, now)
  })
}

/**
 * Gives an account back to the address it had: everybody is signed out, no password holds any more, nothing is deleted, and a link
 * for a new password is on its way.
 * @throws LinkSpent, EmailTaken
 */
export function takeEmailBack(tenant: Tenant, unsealed: unknown, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const { link, student } = spendLinkFor(tx, 'email_back', unsealed, now)
    const { email } = Address.parse(link.data)
    setEmail(tx, student.id, email, now)
    dropOthersIdentities(tx, studentIdentities, student.id, email)
    tx.update(students).set({ passwordHash: NO_PASSWORD, eraseAt: null }).where(eq(students.id, student.id)).run()
    endSessionsOf(tx, studentSessions, student.id)
    dropLinks(tx, studentLinks, student.id)
    mailLink(tx, student.id, { purpose: 'password', letter: passwordLetter }, now)
    record(tx, { type: 'student.email_taken_back', actor: student.id, subject: student.id, data: {} }, now)
  })
}

/** Both come by a letter to it. */
function setEmail(tx: Writing, studentId: string, email: string, now: number): void {
  try {
    tx.update(students).set({ email, emailProvenAt: now }).where(eq(students.id, studentId)).run()
  } catch (error) {
    throw isTaken(error, 'students.email') ? new EmailTaken() : error
  }
}
