import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { post } from '#tenants/mail/post.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { dropOthersIdentities } from './identities.ts'
import { letInByMail } from './let-in.ts'
import { passwordChangedLetter, passwordLetter } from './letters.ts'
import { openLink } from './one-time-links.ts'
import { hashPassword } from './passwords.ts'
import { studentIdentities, studentLinks, studentSessions, students } from './schema.ts'
import { type Device, endOtherSessions, endSessionsOf, type Session } from './sessions.ts'
import { dropOtherLinks, mailLinkTo, spendLinkFor } from './student-links.ts'

/** Mails a link for a new password, or a first one, where the address has an account. */
export const mailPasswordLink = (tenant: Tenant, email: string, now = Date.now()): Promise<void> =>
  mailLinkTo(tenant, email, { purpose: 'password', letter: passwordLetter }, now)

/** Sets the password of whoever the link was mailed to, signs in here and out everywhere else. @throws LinkSpent, PasswordsBusy */
export async function choosePassword(
  tenant: Tenant,
  unsealed: unknown,
  password: string,
  device: Device,
  now = Date.now(),
): Promise<{ token: string }> {
  // Before the work of a hash.
  tenant.read((db) => openLink(db, studentLinks, unsealed, now))
  const passwordHash = await hashPassword(password)
  return tenant.transact((tx) => {
    const { student } = spendLinkFor(tx, 'password', unsealed, now)
    endSessionsOf(tx, studentSessions, student.id)
    dropOthersIdentities(tx, studentIdentities, student.id, student.email)
    setPassword(tx, student.id, passwordHash, now)
    return { token: letInByMail(tx, student.id, device, now) }
  })
}

/** Of somebody who has just proved who they are; this browser stays signed in, the others do not. @throws PasswordsBusy */
export async function changePassword(
  tenant: Tenant,
  { studentId, session }: { studentId: string; session: Session },
  password: string,
  now = Date.now(),
): Promise<void> {
  const passwordHash = await hashPassword(password)
  await tenant.transact((tx) => {
    endOtherSessions(tx, studentSessions, session)
    setPassword(tx, studentId, passwordHash, now)
  })
}

function setPassword(tx: Writing, studentId: string, passwordHash: string, now: number): void {
  tx.update(students).set({ passwordHash }).where(eq(students.id, studentId)).run()
  dropOtherLinks(tx, studentId)
  post(tx, { letter: passwordChangedLetter.name, studentId }, now)
  record(tx, { type: 'student.password_changed', actor: studentId, subject: studentId, data: {} }, now)
}
