import { and, eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { studentNotes, studentSessions, studentTags } from './schema.ts'
import { postSignInLink } from './sign-in-link.ts'
import { studentInReach } from './student-file.ts'
import { checkNotSuspended } from './suspension.ts'

export const MAX_NOTE = 5_000
export const MAX_TAG = 40
const MOST_TAGS = 20

/** Writes down what staff should know; an empty text takes the note away. @throws StudentUnknown */
export function writeNote(tenant: Tenant, actor: string, studentId: string, text: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    studentInReach(tx, studentId, undefined)
    if (text.trim()) {
      const note = { text: text.trim(), writtenBy: actor, writtenAt: now }
      tx.insert(studentNotes)
        .values({ studentId, ...note })
        .onConflictDoUpdate({ target: studentNotes.studentId, set: note })
        .run()
    } else tx.delete(studentNotes).where(eq(studentNotes.studentId, studentId)).run()
    record(tx, { type: 'student.noted', actor, subject: studentId, data: {} }, now)
  })
}

/** In small letters, each once, from words divided by commas. */
export const readTags = (typed: string): string[] =>
  [...new Set(typed.split(',').map((tag) => tag.trim().toLowerCase().slice(0, MAX_TAG)))].filter(Boolean).slice(0, MOST_TAGS)

/** @throws StudentUnknown */
export function setTags(tenant: Tenant, actor: string, studentId: string, tags: readonly string[], now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    studentInReach(tx, studentId, undefined)
    tx.delete(studentTags).where(eq(studentTags.studentId, studentId)).run()
    for (const tag of tags) tx.insert(studentTags).values({ studentId, tag }).run()
    record(tx, { type: 'student.tagged', actor, subject: studentId, data: {} }, now)
  })
}

/** Signs one device out, or all. @throws StudentUnknown */
export function endDevices(tenant: Tenant, actor: string, studentId: string, device?: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    studentInReach(tx, studentId, undefined)
    endSessions(tx, studentId, device)
    record(tx, { type: 'student.signed_out', actor, subject: studentId, data: {} }, now)
  })
}

function endSessions(tx: Writing, studentId: string, device: string | undefined): void {
  const all = eq(studentSessions.ownerId, studentId)
  if (device === undefined) {
    tx.delete(studentSessions).where(all).run()
    return
  }
  // The one it was rotated from is good for a minute more.
  tx.delete(studentSessions)
    .where(and(all, eq(studentSessions.replacedBy, device)))
    .run()
  tx.delete(studentSessions)
    .where(and(all, eq(studentSessions.tokenHash, device)))
    .run()
}

/** @throws StudentUnknown, StudentSuspended, TooManyLetters */
export function sendSignInLink(tenant: Tenant, actor: string, studentId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    checkNotSuspended(studentInReach(tx, studentId, undefined))
    postSignInLink(tx, studentId, now)
    record(tx, { type: 'student.link_sent', actor, subject: studentId, data: {} }, now)
  })
}
