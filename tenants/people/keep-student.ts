import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { checkKeeps, type Keeper } from './keeper.ts'
import { type Student, studentNotes, studentSessions, studentTags } from './schema.ts'
import { endOneSession, endSessionsOf } from './sessions.ts'
import { postSignInLink } from './sign-in-link.ts'
import { studentInReach } from './student-file.ts'
import { checkNotSuspended } from './suspension.ts'

export const MAX_NOTE = 5_000
export const MAX_TAG = 40
const MOST_TAGS = 20

/** @throws StudentUnknown, NotAllowed */
function studentToKeep(tx: Writing, keeper: Keeper, studentId: string): Student {
  const student = studentInReach(tx, studentId, keeper.reach)
  checkKeeps(keeper)
  return student
}

/** Writes down what staff should know; an empty text takes the note away. @throws StudentUnknown, NotAllowed */
export function writeNote(tenant: Tenant, keeper: Keeper, studentId: string, text: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    studentToKeep(tx, keeper, studentId)
    if (text.trim()) {
      const note = { text: text.trim(), writtenBy: keeper.id, writtenAt: now }
      tx.insert(studentNotes)
        .values({ studentId, ...note })
        .onConflictDoUpdate({ target: studentNotes.studentId, set: note })
        .run()
    } else tx.delete(studentNotes).where(eq(studentNotes.studentId, studentId)).run()
    record(tx, { type: 'student.noted', actor: keeper.id, subject: studentId, data: {} }, now)
  })
}

/** In small letters, each once, from words divided by commas. */
export const readTags = (typed: string): string[] =>
  [...new Set(typed.split(',').map((tag) => tag.trim().toLowerCase().slice(0, MAX_TAG)))].filter(Boolean).slice(0, MOST_TAGS)

/** @throws StudentUnknown, NotAllowed */
export function setTags(tenant: Tenant, keeper: Keeper, studentId: string, tags: readonly string[], now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    studentToKeep(tx, keeper, studentId)
    tx.delete(studentTags).where(eq(studentTags.studentId, studentId)).run()
    for (const tag of tags) tx.insert(studentTags).values({ studentId, tag }).run()
    record(tx, { type: 'student.tagged', actor: keeper.id, subject: studentId, data: {} }, now)
  })
}

/** Signs one device out, or all. @throws StudentUnknown, NotAllowed */
export function endDevices(tenant: Tenant, keeper: Keeper, studentId: string, device?: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    studentToKeep(tx, keeper, studentId)
    if (device === undefined) endSessionsOf(tx, studentSessions, studentId)
    else endOneSession(tx, studentSessions, studentId, device)
    record(tx, { type: 'student.signed_out', actor: keeper.id, subject: studentId, data: {} }, now)
  })
}

/** @throws StudentUnknown, NotAllowed, StudentSuspended, TooManyLetters */
export function sendSignInLink(tenant: Tenant, keeper: Keeper, studentId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    checkNotSuspended(studentToKeep(tx, keeper, studentId))
    postSignInLink(tx, studentId, now)
    record(tx, { type: 'student.link_sent', actor: keeper.id, subject: studentId, data: {} }, now)
  })
}
