import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { grant, hasOpenEnrollment } from '#tenants/learning/enrollments.ts'
import { post } from '#tenants/mail/post.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { EmailTaken, EndInThePast } from './failures.ts'
import { invitationLetter } from './letters.ts'
import { makeLink } from './one-time-links.ts'
import { NO_PASSWORD } from './passwords.ts'
import { studentLinks, students, studentTags } from './schema.ts'
import { addStudent, normaliseEmail } from './students.ts'

const INVITATION_LIFE_MS = 7 * 86_400_000

/** A student whom staff bring in: without a password, so that they sign in by link until they choose one. */
export interface Admission {
  readonly email: string
  readonly name: string
  readonly courseIds: readonly string[]
  /** The end of the access it gives; null for ever. */
  readonly endsAt: number | null
  readonly tags?: readonly string[]
}

/** Adds one student by hand. @throws EmailTaken, EndInThePast */
export async function admitStudent(tenant: Tenant, actor: string, who: Admission, invites: boolean, now = Date.now()): Promise<string> {
  if (who.endsAt !== null && who.endsAt <= now) throw new EndInThePast()
  return tenant.transact((tx) => {
    if (studentByEmail(tx, who.email)) throw new EmailTaken()
    return admit(tx, actor, who, { source: 'staff', invites }, now).id
  })
}

export const studentByEmail = (tx: Writing, email: string): { id: string } | undefined =>
  tx
    .select({ id: students.id })
    .from(students)
    .where(eq(students.email, normaliseEmail(email)))
    .get()

export interface Admitted {
  readonly id: string
  readonly isNew: boolean
  /** Whether one who was there got a course or a tag they had not. */
  readonly isChanged: boolean
}

/** Adds a student, or gives one who is there already what is new of it; nobody's name is overwritten. */
export function admit(
  tx: Writing,
  actor: string,
  who: Admission,
  by: { source: 'staff' | 'import'; invites: boolean },
  now: number,
): Admitted {
  const known = studentByEmail(tx, who.email)
  const id = known?.id ?? addStudent(tx, { email: who.email, name: who.name, passwordHash: NO_PASSWORD }, now, actor).id
  const entered = who.courseIds.filter((courseId) => !hasOpenEnrollment(tx, id, courseId, now))
  for (const courseId of entered) grant(tx, id, courseId, { source: by.source, actor, endsAt: who.endsAt }, now)
  const tagged = (who.tags ?? []).filter((tag) => tx.insert(studentTags).values({ studentId: id, tag }).onConflictDoNothing().run().changes)
  if (by.invites && !known) {
    const linkId = makeLink(tx, studentLinks, { ownerId: id, purpose: 'sign_in', lifeMs: INVITATION_LIFE_MS }, now)
    post(tx, { letter: invitationLetter.name, studentId: id, data: { linkId } }, now)
  }
  return { id, isNew: !known, isChanged: known !== undefined && entered.length + tagged.length > 0 }
}
