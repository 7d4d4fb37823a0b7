import { and, asc, count, desc, eq, isNotNull, sql } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import { courseById } from '#tenants/courses/find.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { students } from '#tenants/people/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { newCodeTexts } from './code-text.ts'
import { BatchRefused, BatchUnknown } from './failures.ts'
import { type CodeBatch, codeBatches, codes } from './schema.ts'

export const MAX_CODES = 5_000

/**
 * Makes `count` one-time codes for a course. `expiresAt` is null for codes that never expire.
 * @throws CourseUnknown, BatchRefused
 */
export async function createBatch(
  tenant: Tenant,
  actor: string,
  draft: { courseId: string; label: string; count: number; expiresAt: number | null },
  now = Date.now(),
): Promise<CodeBatch> {
  if (!Number.isInteger(draft.count) || draft.count < 1 || draft.count > MAX_CODES) throw new BatchRefused('count')
  if (draft.expiresAt !== null && draft.expiresAt <= now) throw new BatchRefused('expiry')
  const batch: CodeBatch = { id: newId('batch', now), ...draft, createdBy: actor, createdAt: now, withdrawnAt: null }
  const rows = newCodeTexts(tenant.id, draft.count).map((text) => ({ id: newId('code', now), batchId: batch.id, text }))
  return tenant.transact((tx) => {
    courseById(tx, draft.courseId)
    tx.insert(codeBatches).values(batch).run()
    // One text for all of them: a statement a code, built anew each time, held up every school for a third of a second.
    tx.run(sql`
      INSERT INTO codes (id, batch_id, text)
      SELECT value ->> 'id', value ->> 'batchId', value ->> 'text' FROM json_each(${JSON.stringify(rows)})
    `)
    record(tx, { type: 'batch.created', actor, subject: batch.id, data: { courseId: draft.courseId, count: draft.count } }, now)
    return batch
  })
}

/** @throws BatchUnknown */
export function batchWithUsage(db: Reading, courseId: string, batchId: string): BatchUsage {
  const used = db
    .select({ n: count() })
    .from(codes)
    .where(and(eq(codes.batchId, batchId), isNotNull(codes.usedAt)))
    .get()?.n
  return { ...batchById(db, courseId, batchId), used: used ?? 0 }
}

/** @throws BatchUnknown */
export function batchById(db: Reading, courseId: string, batchId: string): CodeBatch {
  const batch = db
    .select()
    .from(codeBatches)
    .where(and(eq(codeBatches.id, batchId), eq(codeBatches.courseId, courseId)))
    .get()
  if (!batch) throw new BatchUnknown()
  return batch
}

export interface BatchUsage extends CodeBatch {
  readonly used: number
}

/** The batches of a course, newest first, with how many codes were redeemed. */
export function batchesOf(db: Reading, courseId: string): BatchUsage[] {
  return db
    .select({
      batch: codeBatches,
      // Written out: in a select from one table Drizzle leaves the table's name away, and inside, "id" is the code's.
      used: sql<number>`(SELECT count(*) FROM codes WHERE codes.batch_id = code_batches.id AND codes.used_at IS NOT NULL)`,
    })
    .from(codeBatches)
    .where(eq(codeBatches.courseId, courseId))
    .orderBy(desc(codeBatches.createdAt))
    .all()
    .map(({ batch, used }) => ({ ...batch, used }))
}

export interface CodeUse {
  readonly id: string
  readonly text: string
  readonly usedAt: number | null
  readonly usedBy: { name: string; email: string } | null
}

export function codesOf(db: Reading, batchId: string): CodeUse[] {
  return db
    .select({ id: codes.id, text: codes.text, usedAt: codes.usedAt, usedBy: { name: students.name, email: students.email } })
    .from(codes)
    .leftJoin(students, eq(students.id, codes.usedBy))
    .where(eq(codes.batchId, batchId))
    .orderBy(asc(codes.id))
    .all()
}

/** The unused codes of a batch stop working; `restoreBatch` takes it back. */
export function withdrawBatch(tenant: Tenant, actor: string, courseId: string, batchId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const batch = batchById(tx, courseId, batchId)
    if (batch.withdrawnAt) return
    tx.update(codeBatches).set({ withdrawnAt: now }).where(eq(codeBatches.id, batch.id)).run()
    record(tx, { type: 'batch.withdrawn', actor, subject: batch.id, data: { courseId } }, now)
  })
}

export function restoreBatch(tenant: Tenant, actor: string, courseId: string, batchId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const batch = batchById(tx, courseId, batchId)
    if (!batch.withdrawnAt) return
    tx.update(codeBatches).set({ withdrawnAt: null }).where(eq(codeBatches.id, batch.id)).run()
    record(tx, { type: 'batch.restored', actor, subject: batch.id, data: { courseId } }, now)
  })
}
