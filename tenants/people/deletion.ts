import { eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import { post } from '#tenants/mail/post.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { deletionLetter } from './letters.ts'
import { studentSessions, students } from './schema.ts'
import { endSessionsOf } from './sessions.ts'
import { dropOtherLinks } from './student-links.ts'

/** So long signing in takes it back. */
export const GRACE_MS = 7 * 86_400_000

/** Signs the student out everywhere and has the account erased in a week (erase.ts); answers when. The caller has proved who they are. */
export function askForDeletion(tenant: Tenant, studentId: string, now = Date.now()): Promise<number> {
  const eraseAt = now + GRACE_MS
  return tenant.transact((tx) => {
    tx.update(students).set({ eraseAt }).where(eq(students.id, studentId)).run()
    endSessionsOf(tx, studentSessions, studentId)
    dropOtherLinks(tx, studentId)
    post(tx, { letter: deletionLetter.name, studentId }, now)
    record(tx, { type: 'student.deletion_asked', actor: studentId, subject: studentId, data: {} }, now)
    return eraseAt
  })
}
