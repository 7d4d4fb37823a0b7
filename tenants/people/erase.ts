import { and, eq, gte, inArray, lte, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { post } from '#tenants/mail/post.ts'
import { mails } from '#tenants/mail/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { avatarsBelow } from './avatar-keys.ts'
import { erasedLetter } from './letters.ts'
import { erasures, handovers, type Student, students } from './schema.ts'
import { cutFromChanges, removeListsNaming } from './traces.ts'

/** How long the last letter may be on its way before the address goes all the same. */
const LETTER_MS = 2 * 86_400_000
/** How many a look takes, so that no transaction is long. */
const BATCH = 50

/** Where in storage it is noted who was erased, for the day the school's file itself is lost. */
const JOURNAL = 'erasures/'

/**
 * Erases the accounts whose week is over: first the letter that says so, and once that has left, everything else. Each step may
 * crash: the next look goes on from there. Answers how many were told and how many went.
 */
export async function eraseDue(tenant: Tenant, now = Date.now()): Promise<{ told: number; erased: number }> {
  const due = tenant.read((db) => db.select().from(students).where(lte(students.eraseAt, now)).limit(BATCH).all())
  let [told, erased] = [0, 0]
  for (const student of due) {
    if (await tell(tenant, student, now)) told++
    if (!tenant.read((db) => hasBeenTold(db, student, now))) continue
    await tenant.files.put(JOURNAL + student.id, Buffer.from(String(now)))
    await tenant.files.deletePrefix(avatarsBelow(student.id))
    await tenant.transact((tx) => eraseStudent(tx, student.id, now))
    erased++
  }
  return { told, erased }
}

const lastLetter = ({ id, eraseAt }: Student) =>
  and(eq(mails.studentId, id), eq(mails.letter, erasedLetter.name), gte(mails.createdAt, eraseAt ?? 0))

const tell = (tenant: Tenant, student: Student, now: number): Promise<boolean> =>
  tenant.transact((tx) => {
    if (tx.select({ id: mails.id }).from(mails).where(lastLetter(student)).get()) return false
    post(tx, { letter: erasedLetter.name, studentId: student.id }, now)
    return true
  })

function hasBeenTold(db: Reading, student: Student, now: number): boolean {
  const letter = db.select().from(mails).where(lastLetter(student)).get()
  return letter !== undefined && (letter.sentAt !== null || letter.failedAt !== null || letter.createdAt + LETTER_MS <= now)
}

/**
 * Takes a student out of the file: the row, and by its relations all that hangs on it. Events stay, with ids alone. Who is not
 * there, as in a file from before they came, is only noted.
 */
export function eraseStudent(tx: Writing, studentId: string, now: number): void {
  // What is deleted is not to be read in the pages it leaves.
  tx.get(sql`PRAGMA secure_delete = ON`)
  const student = tx.select({ email: students.email, name: students.name }).from(students).where(eq(students.id, studentId)).get()
  const email = student?.email
  cutFromChanges(tx, studentId)
  if (student) removeListsNaming(tx, { id: studentId, ...student })
  const theirs = tx.select({ id: mails.id }).from(mails).where(eq(mails.studentId, studentId))
  // A mail server's refusal names whom it refused.
  tx.update(jobs).set({ reasonDetail: null }).where(inArray(jobs.subject, theirs)).run()
  if (email !== undefined) tx.delete(handovers).where(sql`${handovers.email} = ${email} COLLATE NOCASE`).run()
  if (email !== undefined) tx.delete(mails).where(sql`${mails.address} = ${email} COLLATE NOCASE`).run()
  tx.delete(students).where(eq(students.id, studentId)).run()
  tx.insert(erasures).values({ studentId, at: now }).onConflictDoNothing().run()
  if (email !== undefined) record(tx, { type: 'student.erased', actor: 'platform', subject: studentId, data: {} }, now)
  tx.get(sql`PRAGMA secure_delete = OFF`)
}

/** Everybody who was ever erased from this file. */
export const erasedFrom = (db: Reading): string[] =>
  db
    .select({ id: erasures.studentId })
    .from(erasures)
    .all()
    .map(({ id }) => id)

/** Everybody who was ever erased from this school, as its storage has it. */
export async function erasedAsStored(files: Tenant['files']): Promise<string[]> {
  const ids: string[] = []
  for await (const { key } of files.list(JOURNAL)) ids.push(key.slice(JOURNAL.length))
  return ids
}
