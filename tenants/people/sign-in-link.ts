import { eq } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { post } from '#tenants/mail/post.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { LinkSpent, TooManyLetters } from './failures.ts'
import { signInLetter } from './letters.ts'
import { makeLink, spendLink } from './one-time-links.ts'
import { studentLinks, studentSessions, students } from './schema.ts'
import { type Device, startSession } from './sessions.ts'
import { checkNotSuspended, normaliseEmail } from './students.ts'

const LIFE_MS = 20 * 60_000
/** What such a link is good for. */
export const SIGN_IN = 'sign_in'

/**
 * Mails a link that signs the student in. Whether there is such a student, or had too many letters lately, is not told: who asks
 * may be anybody.
 */
export function mailSignInLink(tenant: Tenant, email: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const student = tx
      .select({ id: students.id })
      .from(students)
      .where(eq(students.email, normaliseEmail(email)))
      .get()
    if (!student) return
    try {
      postSignInLink(tx, student.id, now)
    } catch (error) {
      if (!(error instanceof TooManyLetters)) throw error
      tenant.log.info({ student: student.id }, 'a sign-in letter was not sent: too many lately')
    }
  })
}

/** For who knows that there is such a student: staff. @throws TooManyLetters */
export function postSignInLink(tx: Writing, studentId: string, now: number): void {
  const linkId = makeLink(tx, studentLinks, { ownerId: studentId, purpose: SIGN_IN, lifeMs: LIFE_MS }, now)
  post(tx, { letter: signInLetter.name, studentId, data: { linkId } }, now)
}

/** Signs in whoever holds the link, and uses it up. @throws LinkSpent, StudentSuspended */
export function signInByLink(tx: Writing, unsealed: unknown, device: Device, now = Date.now()): { studentId: string; token: string } {
  const link = spendLink(tx, studentLinks, unsealed, now)
  if (link.purpose !== SIGN_IN) throw new LinkSpent()
  checkNotSuspended(tx.select().from(students).where(eq(students.id, link.ownerId)).get() ?? fail(new LinkSpent()))
  record(tx, { type: 'student.signed_in', actor: link.ownerId, subject: link.ownerId, data: {} }, now)
  return { studentId: link.ownerId, token: startSession(tx, studentSessions, link.ownerId, device, now) }
}
