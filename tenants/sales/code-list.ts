import { and, asc, count, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import { containing } from '#tenants/database/containing.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { students } from '#tenants/people/schema.ts'
import type { CodeUse } from './batches.ts'
import { normaliseCode } from './code-text.ts'
import { codes } from './schema.ts'

export interface CodeFilter {
  readonly use: 'all' | 'unused' | 'used'
  /** Part of a code, with or without dashes, or of the name or e-mail of who used it. */
  readonly search?: string
  /** From 1. A page past the end is the last one. */
  readonly page?: number
  readonly size: number
}

export interface CodePage {
  readonly codes: readonly CodeUse[]
  /** How many there are on all pages. */
  readonly total: number
  readonly page: number
}

/** One page of a batch's codes, always in the same order. */
export function codePage(db: Reading, batchId: string, filter: CodeFilter): CodePage {
  const where = and(eq(codes.batchId, batchId), ofUse(filter.use), matching(filter.search?.trim() ?? ''))
  const total = db.select({ n: count() }).from(codes).leftJoin(students, eq(students.id, codes.usedBy)).where(where).get()?.n ?? 0
  const page = Math.max(1, Math.min(filter.page ?? 1, Math.ceil(total / filter.size)))
  const found = db
    .select({ id: codes.id, text: codes.text, usedAt: codes.usedAt, usedBy: { name: students.name, email: students.email } })
    .from(codes)
    .leftJoin(students, eq(students.id, codes.usedBy))
    .where(where)
    .orderBy(asc(codes.id))
    .limit(filter.size)
    .offset((page - 1) * filter.size)
    .all()
  return { codes: found, total, page }
}

/** The texts of the codes nobody has used, for cards and for the clipboard. */
export const unusedCodes = (db: Reading, batchId: string): string[] =>
  db
    .select({ text: codes.text })
    .from(codes)
    .where(and(eq(codes.batchId, batchId), isNull(codes.usedAt)))
    .orderBy(asc(codes.id))
    .all()
    .map(({ text }) => text)

function ofUse(use: CodeFilter['use']): SQL | undefined {
  if (use === 'all') return undefined
  return use === 'used' ? isNotNull(codes.usedAt) : isNull(codes.usedAt)
}

function matching(search: string): SQL | undefined {
  if (!search) return undefined
  const code = normaliseCode(search)
  return or(
    code ? sql`instr(${codes.text}, ${code}) > 0` : undefined,
    containing(students.name, search),
    containing(students.email, search),
  )
}
