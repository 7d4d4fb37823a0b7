import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { post } from '#tenants/mail/post.ts'
import { rememberDevice } from './devices.ts'
import { SignInRefused } from './failures.ts'
import { newDeviceLetter, stayingLetter } from './letters.ts'
import { studentSessions, students } from './schema.ts'
import { type Device, startSession } from './sessions.ts'
import { checkNotSuspended } from './suspension.ts'

/**
 * Signs a student in who has proved who they are, in the transaction of the proof: every way in ends here. Takes back that the
 * account is to be erased, and tells by letter of a device not seen before.
 * @throws StudentSuspended; SignInRefused when there is no such account any more, or its days are over
 */
export function letIn(tx: Writing, studentId: string, device: Device, now: number): string {
  const newDevice = rememberDevice(tx, checkStanding(tx, studentId, now), device, now)
  if (newDevice) post(tx, { letter: newDeviceLetter.name, studentId, data: { deviceId: newDevice } }, now)
  return begin(tx, studentId, device, now)
}

/** As `letIn`, for who came by a link in a letter: another letter would tell them nothing, and the address is theirs. */
export function letInByMail(tx: Writing, studentId: string, device: Device, now: number): string {
  rememberDevice(tx, checkStanding(tx, studentId, now), device, now)
  tx.update(students).set({ emailProvenAt: now }).where(eq(students.id, studentId)).run()
  return begin(tx, studentId, device, now)
}

function checkStanding(tx: Writing, studentId: string, now: number): string {
  const student = tx.select().from(students).where(eq(students.id, studentId)).get()
  if (!student || (student.eraseAt !== null && student.eraseAt <= now)) throw new SignInRefused()
  checkNotSuspended(student)
  if (student.eraseAt === null) return studentId
  tx.update(students).set({ eraseAt: null }).where(eq(students.id, studentId)).run()
  record(tx, { type: 'student.deletion_taken_back', actor: studentId, subject: studentId, data: {} }, now)
  post(tx, { letter: stayingLetter.name, studentId }, now)
  return studentId
}

function begin(tx: Writing, studentId: string, device: Device, now: number): string {
  record(tx, { type: 'student.signed_in', actor: studentId, subject: studentId, data: {} }, now)
  return startSession(tx, studentSessions, studentId, device, now)
}
