import { and, eq, isNull } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import { courses } from '#tenants/courses/schema.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { grant, isEnrolled } from '#tenants/learning/enrollments.ts'
import { rememberDevice } from '#tenants/people/devices.ts'
import { letIn } from '#tenants/people/let-in.ts'
import { hashPassword } from '#tenants/people/passwords.ts'
import { type Student, studentSessions } from '#tenants/people/schema.ts'
import { type Device, startSession } from '#tenants/people/sessions.ts'
import { addStudent, checkStudent, checkUnchanged, type NewStudent } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { hasExpired } from './batch-state.ts'
import { normaliseCode, readCode } from './code-text.ts'
import { AlreadyEnrolled, CodeExpired, CodeIsYours, CodeOfAnotherSchool, CodeUnknown, CodeUsed, CodeWithdrawn } from './failures.ts'
import { codeBatches, codes } from './schema.ts'

export interface RedeemableCode {
  readonly id: string
  readonly course: { readonly id: string; readonly slug: string; readonly title: string }
}

/**
 * The course a code opens, if it can be redeemed now.
 * @param studentId who holds it, when that is known: then what they have already is told apart
 * @throws CodeUnknown, CodeUsed, CodeExpired, CodeWithdrawn, CodeOfAnotherSchool, and for a student CodeIsYours, AlreadyEnrolled
 *   – each carries the sentence the student sees.
 */
export function checkCode(db: Reading, schoolId: string, typed: string, now = Date.now(), studentId?: string): RedeemableCode {
  const text = normaliseCode(typed)
  const says = readCode(text, schoolId)
  if (says === 'mistyped') throw new CodeUnknown()
  if (says === 'other_school') throw new CodeOfAnotherSchool()
  const found =
    db
      .select({ code: codes, batch: codeBatches, course: { id: courses.id, slug: courses.slug, title: courses.title } })
      .from(codes)
      .innerJoin(codeBatches, eq(codeBatches.id, codes.batchId))
      .innerJoin(courses, and(eq(courses.id, codeBatches.courseId), isNull(courses.deletedAt)))
      .where(eq(codes.text, text))
      .get() ?? fail(new CodeUnknown())
  const isIn = studentId !== undefined && isEnrolled(db, studentId, found.course.id)
  if (found.code.usedAt) throw isIn && found.code.usedBy === studentId ? new CodeIsYours(found.course.slug) : new CodeUsed()
  if (found.batch.withdrawnAt) throw new CodeWithdrawn()
  if (found.batch.expiresAt && hasExpired(found.batch, now)) throw new CodeExpired(found.batch.expiresAt)
  if (isIn) throw new AlreadyEnrolled(found.course.slug)
  return { id: found.code.id, course: found.course }
}

/**
 * Enrols a signed-in student by a one-time code. Of two that come at the same moment, one wins.
 * @throws what checkCode throws; AlreadyEnrolled leaves the code unused.
 */
export function redeemCode(tenant: Tenant, studentId: string, typed: string, now = Date.now()): Promise<RedeemableCode['course']> {
  return tenant.transact((tx) => redeem(tx, tenant.id, studentId, typed, now))
}

/** Makes an account and redeems a code with it, or does neither. @throws also EmailTaken */
export async function redeemCodeAsNewStudent(
  tenant: Tenant,
  who: NewStudent,
  typed: string,
  device: Device,
  now = Date.now(),
): Promise<{ course: RedeemableCode['course']; token: string }> {
  tenant.read((db) => checkCode(db, tenant.id, typed, now))
  const passwordHash = await hashPassword(who.password)
  return tenant.transact((tx) => {
    const student = addStudent(tx, { ...who, passwordHash }, now)
    const course = redeem(tx, tenant.id, student.id, typed, now)
    rememberDevice(tx, student.id, device, now)
    return { course, token: startSession(tx, studentSessions, student.id, device, now) }
  })
}

/**
 * Signs an existing student in by password and redeems a code. The e-mail alone never does. Who is in the course already
 * is signed in all the same, and the code stays unused: `isUsed` is then false.
 * @throws also SignInRefused
 */
export async function redeemCodeSigningIn(
  tenant: Tenant,
  credentials: { email: string; password: string },
  typed: string,
  device: Device,
  now = Date.now(),
): Promise<{ course: RedeemableCode['course']; token: string; isUsed: boolean }> {
  tenant.read((db) => checkCode(db, tenant.id, typed, now))
  const student: Student = await checkStudent(tenant, credentials)
  return tenant.transact((tx) => {
    checkUnchanged(tx, student)
    const { course } = checkCode(tx, tenant.id, typed, now)
    const isUsed = !isEnrolled(tx, student.id, course.id)
    if (isUsed) redeem(tx, tenant.id, student.id, typed, now)
    return { course, token: letIn(tx, student.id, device, now), isUsed }
  })
}

function redeem(tx: Writing, schoolId: string, studentId: string, typed: string, now: number): RedeemableCode['course'] {
  const code = checkCode(tx, schoolId, typed, now, studentId)
  const used = tx.update(codes).set({ usedAt: now, usedBy: studentId }).where(eq(codes.id, code.id)).returning().get()
  grant(tx, studentId, code.course.id, { source: 'code', actor: studentId, codeId: code.id }, now)
  record(tx, { type: 'code.redeemed', actor: studentId, subject: code.id, data: { courseId: code.course.id } }, now)
  if (used && !hasUnused(tx, used.batchId))
    record(tx, { type: 'batch.used_up', actor: 'platform', subject: used.batchId, data: { courseId: code.course.id } }, now)
  return code.course
}

const hasUnused = (tx: Writing, batchId: string): boolean =>
  tx
    .select({ id: codes.id })
    .from(codes)
    .where(and(eq(codes.batchId, batchId), isNull(codes.usedAt)))
    .limit(1)
    .get() !== undefined
