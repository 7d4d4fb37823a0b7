import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { post } from '#tenants/mail/post.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { LinkSpent, TooManyLetters } from './failures.ts'
import { signInLetter } from './letters.ts'
import { makeLink, spendLink } from './one-time-links.ts'
import { studentLinks, studentSessions, students } from './schema.ts'
import { type Device, startSession } from './sessions.ts'
import { normaliseEmail } from './students.ts'

const LIFE_MS = 20 * 60_000
const SIGN_IN = 'sign_in'

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
      const linkId = makeLink(tx, studentLinks, { ownerId: student.id, purpose: SIGN_IN, lifeMs: LIFE_MS }, now)
      post(tx, { letter: signInLetter.name, studentId: student.id, data: { linkId } }, now)
    } catch (error) {
      if (!(error instanceof TooManyLetters)) throw error
      tenant.log.info({ student: student.id }, 'a sign-in letter was not sent: too many lately')
    }
  })
}

/** Signs in whoever holds the link, and uses it up. @throws LinkSpent */
export function signInByLink(tx: Writing, unsealed: unknown, device: Device, now = Date.now()): { studentId: string; token: string } {
  const link = spendLink(tx, studentLinks, unsealed, now)
  if (link.purpose !== SIGN_IN) throw new LinkSpent()
  record(tx, { type: 'student.signed_in', actor: link.ownerId, subject: link.ownerId, data: {} }, now)
  return { studentId: link.ownerId, token: startSession(tx, studentSessions, link.ownerId, device, now) }
}
