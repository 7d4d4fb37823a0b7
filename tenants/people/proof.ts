import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { PasswordWrong } from './failures.ts'
import { hasPassword, isPassword } from './passwords.ts'
import { type Student, studentLinks, studentSessions } from './schema.ts'
import type { Session } from './sessions.ts'
import type { LinkPurpose } from './student-links.ts'

/** So long after coming by a link nobody is asked once more. */
const FRESH_MS = 10 * 60_000

/** Whether this session was begun by a link in a letter, a moment ago: its owner reads that mailbox. */
export function cameByLetter(db: Reading, session: Session, now = Date.now()): boolean {
  const begun = db
    .select({ at: studentSessions.createdAt })
    .from(studentSessions)
    .where(eq(studentSessions.tokenHash, session.tokenHash))
    .get()
  if (!begun || begun.at + FRESH_MS <= now) return false
  const { ownerId, purpose, usedAt, id } = studentLinks
  return (
    db
      .select({ id })
      .from(studentLinks)
      // The link and its session are of one transaction, and of one moment.
      .where(
        and(
          eq(ownerId, session.ownerId),
          inArray(purpose, ['sign_in', 'identity'] satisfies LinkPurpose[]),
          eq(usedAt, begun.at),
          gt(usedAt, now - FRESH_MS),
        ),
      )
      .get() !== undefined
  )
}

/** How a student can show that it is them. */
export const proofsOf = (db: Reading, student: Student, session: Session, now = Date.now()) => ({
  isFresh: cameByLetter(db, session, now),
  hasPassword: hasPassword(student.passwordHash),
})

/** Before what somebody at a browser left open must not do. @throws PasswordWrong */
export async function checkPassword(student: Student, password: string): Promise<void> {
  if (!(await isPassword(student.passwordHash, password))) throw new PasswordWrong()
}
