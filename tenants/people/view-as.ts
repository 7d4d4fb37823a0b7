import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { hashToken } from '#lib/crypto.ts'
import { newId } from '#lib/ids.ts'
import { isTaken } from '#tenants/database/connection.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { ViewRefused } from './failures.ts'
import { type Student, students, viewSessions } from './schema.ts'
import { studentInReach } from './student-file.ts'
import { checkNotSuspended } from './suspension.ts'

/** How long staff may look as a student. */
export const VIEW_LIFE_MS = 10 * 60_000
/** Between the press on the student's page and the one that begins it. */
const BEGIN_MS = 2 * 60_000
const SEAL = 'view-as'

const Begin = z.object({ v: z.string().max(64), s: z.string().max(64), p: z.string().max(64), e: z.number() })

/**
 * The way of a look (docs/decisions/0024): the student's page hands the browser this sealed text; the school's host gives that browser a
 * secret of its own and sends it back with the secret's hash alone; the same person presses once more, and the hash becomes a session.
 * So nothing that stands in an address opens anything: who finds it has neither the browser's secret nor the person's session.
 */
export function sealView(tenant: Tenant, personId: string, studentId: string, now = Date.now()): string {
  return tenant.seal(SEAL, { v: newId('view', now), s: studentId, p: personId, e: now + BEGIN_MS } satisfies z.infer<typeof Begin>)
}

/** @throws ViewRefused when it is none of this school's, or too old */
export function readView(tenant: Tenant, sealed: string, now = Date.now()): { id: string; studentId: string; personId: string } {
  const begin = Begin.safeParse(tenant.unseal(SEAL, sealed))
  if (!begin.success || begin.data.e <= now) throw new ViewRefused()
  return { id: begin.data.v, studentId: begin.data.s, personId: begin.data.p }
}

/** What the hash of a browser's secret looks like. */
export const BrowserHash = z.string().regex(/^[\w-]{43}$/)

/**
 * Begins the look, once. From then on the browser whose secret has this hash sees what the student sees.
 * @throws ViewRefused, StudentUnknown, StudentSuspended
 */
export async function beginView(
  tenant: Tenant,
  personId: string,
  asked: { sealed: string; studentId: string; browser: string },
  now = Date.now(),
): Promise<void> {
  const view = readView(tenant, asked.sealed, now)
  if (view.personId !== personId || view.studentId !== asked.studentId) throw new ViewRefused()
  await tenant.transact((tx) => {
    checkNotSuspended(studentInReach(tx, view.studentId, undefined))
    try {
      tx.insert(viewSessions)
        .values({
          id: view.id,
          tokenHash: asked.browser,
          studentId: view.studentId,
          personId,
          createdAt: now,
          expiresAt: now + VIEW_LIFE_MS,
          endedAt: null,
        })
        .run()
    } catch (error) {
      // Begun with this text already, or with this secret.
      throw isTaken(error, 'view_sessions.id') || isTaken(error, 'view_sessions.token_hash') ? new ViewRefused() : error
    }
    record(tx, { type: 'student.viewed', actor: personId, subject: view.studentId, data: { viewId: view.id } }, now)
  })
}

export interface View {
  readonly student: Student
  /** Who looks. */
  readonly personId: string
  readonly expiresAt: number
}

/** The look a browser is in, while it lasts. Whether who looks still may is asked beside it (app/server/view.ts). */
export function viewBySecret(db: Reading, secret: string, now = Date.now()): View | undefined {
  return db
    .select({ student: students, personId: viewSessions.personId, expiresAt: viewSessions.expiresAt })
    .from(viewSessions)
    .innerJoin(students, and(eq(students.id, viewSessions.studentId), isNull(students.suspendedAt)))
    .where(and(eq(viewSessions.tokenHash, hashToken(secret)), gt(viewSessions.expiresAt, now), isNull(viewSessions.endedAt)))
    .get()
}

export function endView(tenant: Tenant, secret: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const open = and(eq(viewSessions.tokenHash, hashToken(secret)), isNull(viewSessions.endedAt))
    const ended = tx.update(viewSessions).set({ endedAt: now }).where(open).returning().get()
    if (ended) record(tx, { type: 'student.view_left', actor: ended.personId, subject: ended.studentId, data: { viewId: ended.id } }, now)
  })
}
