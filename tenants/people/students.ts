import { eq, sql } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import { isTaken } from '#tenants/database/connection.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { rememberDevice } from './devices.ts'
import { EmailTaken, SignInRefused } from './failures.ts'
import { letIn } from './let-in.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { type Student, studentSessions, students } from './schema.ts'
import {
  type Device,
  endOneSession,
  endOtherSessions,
  endSession,
  findSession,
  rotateSession,
  type Session,
  startSession,
} from './sessions.ts'
import { checkNotSuspended } from './suspension.ts'

export interface NewStudent {
  readonly email: string
  readonly name: string
  readonly password: string
}

export const normaliseEmail = (email: string): string => email.trim().toLowerCase()

/** Makes an account in this school and signs it in. @throws EmailTaken */
export async function registerStudent(
  tenant: Tenant,
  who: NewStudent,
  device: Device,
  now = Date.now(),
): Promise<{ student: Student; token: string }> {
  const passwordHash = await hashPassword(who.password)
  return tenant.transact((tx) => {
    const student = addStudent(tx, { ...who, passwordHash }, now)
    rememberDevice(tx, student.id, device, now)
    return { student, token: startSession(tx, studentSessions, student.id, device, now) }
  })
}

/** For verbs that make an account on the way; the password is hashed outside the transaction, because that takes a while. */
export function addStudent(
  tx: Writing,
  who: { email: string; name: string; passwordHash: string; emailProvenAt?: number },
  now: number,
  /** Who made the account, where it was not the student. */
  actor?: string,
): Student {
  const student: Student = {
    id: newId('student', now),
    email: normaliseEmail(who.email),
    name: who.name.trim(),
    passwordHash: who.passwordHash,
    createdAt: now,
    // Whom somebody else brings in has not been here yet.
    seenAt: actor === undefined ? now : 0,
    avatarId: null,
    eraseAt: null,
    emailProvenAt: who.emailProvenAt ?? null,
    suspendedAt: null,
    suspendedReason: '',
    learnedAt: null,
    finishedAt: null,
    sharedAt: null,
    sharedWhy: null,
  }
  try {
    tx.insert(students).values(student).run()
  } catch (error) {
    throw isTaken(error, 'students.email') ? new EmailTaken() : error
  }
  record(tx, { type: 'student.joined', actor: actor ?? student.id, subject: student.id, data: {} }, now)
  return student
}

/** Checks the password and starts a session. @throws SignInRefused, the same for an unknown e-mail and a wrong password. */
export async function signInStudent(
  tenant: Tenant,
  credentials: { email: string; password: string },
  device: Device,
  now = Date.now(),
): Promise<{ student: Student; token: string }> {
  const student = await checkStudent(tenant, credentials)
  const token = await tenant.transact((tx) => {
    checkUnchanged(tx, student)
    return letIn(tx, student.id, device, now)
  })
  return { student, token }
}

/** While the hash was made, the password may have become another one. @throws SignInRefused */
export function checkUnchanged(db: Reading, { id, passwordHash }: Student): void {
  if (db.select({ now: students.passwordHash }).from(students).where(eq(students.id, id)).get()?.now !== passwordHash)
    throw new SignInRefused()
}

/** @throws SignInRefused; StudentSuspended only to who knows the password */
export async function checkStudent(tenant: Tenant, credentials: { email: string; password: string }): Promise<Student> {
  const student = tenant.read((db) =>
    db
      .select()
      .from(students)
      .where(eq(students.email, normaliseEmail(credentials.email)))
      .get(),
  )
  const right = await isPassword(student?.passwordHash, credentials.password)
  if (!student || !right) throw new SignInRefused()
  checkNotSuspended(student)
  return student
}

const byId = prepared((db: Reading) =>
  db
    .select()
    .from(students)
    .where(eq(students.id, sql.placeholder('id')))
    .prepare(),
)

export const studentById = (db: Reading, id: string): Student | undefined => byId(db).get({ id })

/** The student behind a session's cookie, in the caller's transaction. */
export function studentBySession(db: Reading, token: string, now = Date.now()): { student: Student; session: Session } | undefined {
  const session = findSession(db, studentSessions, token, now)
  const student = session && studentById(db, session.ownerId)
  return session && student?.suspendedAt === null ? { student, session } : undefined
}

export const rotateStudentSession = (tenant: Tenant, session: Session): Promise<string | undefined> =>
  tenant.transact((tx) => rotateSession(tx, studentSessions, session))

export const signOutStudent = (tenant: Tenant, token: string): Promise<void> =>
  tenant.transact((tx) => endSession(tx, studentSessions, token))

/** Ends one of the student's own sessions, by the hash that names it. */
export const endSessionOf = (tenant: Tenant, studentId: string, tokenHash: string): Promise<void> =>
  tenant.transact((tx) => {
    endOneSession(tx, studentSessions, studentId, tokenHash)
    record(tx, { type: 'student.sessions_ended', actor: studentId, subject: studentId, data: {} })
  })

/** Signs the student out everywhere but here. */
export const endOthers = (tenant: Tenant, session: Session): Promise<void> =>
  tenant.transact((tx) => {
    endOtherSessions(tx, studentSessions, session)
    record(tx, { type: 'student.sessions_ended', actor: session.ownerId, subject: session.ownerId, data: {} })
  })
