import { and, asc, count, desc, eq, getTableColumns, gte, like, lt, or, type SQL, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { eventOrigins, events } from '#tenants/events/schema.ts'
import type { Registry } from '#tenants/registry/registry.ts'
import { audit } from '#tenants/registry/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type SoughtWord, saysInFile, saysOfStaff } from './audit-search.ts'
import { firstSince } from './week.ts'

export interface AuditQuery {
  /** Only what this person of the staff did. */
  readonly actor?: string | undefined
  readonly about?: AuditSubjectKind | undefined
  /** Milliseconds; from the first, up to before the second. */
  readonly from?: number | undefined
  readonly until?: number | undefined
  /** Each of them must be somewhere in a line. */
  readonly words?: readonly SoughtWord[] | undefined
  readonly oldestFirst?: boolean | undefined
}

/** What can be asked for, with the first words of the types it means. */
export const AUDIT_KINDS = {
  school: ['school'],
  course: ['course'],
  section: ['section'],
  lesson: ['lesson'],
  video: ['video'],
  upload: ['upload'],
  batch: ['batch'],
  enrollment: ['enrollment'],
  student: ['student', 'students'],
  job: ['job'],
  staff: ['staff', 'invitation', 'role', 'ownership'],
} as const satisfies Record<string, readonly string[]>

export type AuditSubjectKind = keyof typeof AUDIT_KINDS

export interface AuditEntry {
  readonly seq: number
  readonly type: string
  readonly actor: string
  readonly subject: string
  readonly at: number
  /** Null where it was done before this was kept, or by a command of an operator. */
  readonly address: string | null
  readonly userAgent: string | null
}

/** The newest of something, or the oldest, and how many there are in all. */
export interface Newest {
  readonly entries: AuditEntry[]
  readonly total: number
}

/** What staff did in this school's file, newest first unless asked otherwise. What students and the platform did by themselves is not among it. */
export function newestInFile(db: Reading, query: AuditQuery, most: number): Newest {
  const where = and(
    byStaff(),
    query.actor ? eq(events.actor, query.actor) : undefined,
    ofKind(events.type, query.about),
    // Where in the log a moment lies is found in a few steps; the log has no index by time.
    query.from === undefined ? undefined : gte(events.seq, firstSince(db, query.from) ?? PAST_ALL),
    query.until === undefined ? undefined : lt(events.seq, firstSince(db, query.until) ?? PAST_ALL),
    ...(query.words ?? []).map((word) => saysInFile(db, word)),
  )
  const entries = db
    .select({
      seq: events.seq,
      type: events.type,
      actor: events.actor,
      subject: events.subject,
      at: events.at,
      address: eventOrigins.address,
      userAgent: eventOrigins.userAgent,
    })
    .from(events)
    .leftJoin(eventOrigins, eq(eventOrigins.seq, events.seq))
    .where(where)
    .orderBy(query.oldestFirst ? asc(events.seq) : desc(events.seq))
    .limit(most)
    .all()
  return { entries, total: db.select({ n: count() }).from(events).where(where).get()?.n ?? 0 }
}

/** What happened to who works in this school and as what, which the platform keeps; newest first unless asked otherwise. */
export function newestOfStaff(registry: Registry, schoolId: string, query: AuditQuery, most: number): Newest {
  const where = and(
    eq(audit.schoolId, schoolId),
    query.actor ? eq(audit.actor, query.actor) : undefined,
    ofKind(audit.type, query.about),
    query.from === undefined ? undefined : gte(audit.at, query.from),
    query.until === undefined ? undefined : lt(audit.at, query.until),
    ...(query.words ?? []).map(saysOfStaff),
  )
  const { schoolId: _, data: __, ...columns } = getTableColumns(audit)
  return registry.read((db) => ({
    entries: db
      .select(columns)
      .from(audit)
      .where(where)
      .orderBy(query.oldestFirst ? asc(audit.seq) : desc(audit.seq))
      .limit(most)
      .all(),
    total: db.select({ n: count() }).from(audit).where(where).get()?.n ?? 0,
  }))
}

/** How far back pages go; what is older is found by its dates. */
const DEEPEST = 10_000

/** A page of what staff did in this school and with its staff, newest first unless asked otherwise. Pages count from 1. */
export function auditPage(
  tenant: Tenant,
  registry: Registry,
  { page: asked, size, ...query }: AuditQuery & { readonly page: number; readonly size: number },
): { entries: AuditEntry[]; total: number; page: number; pages: number } {
  const most = Math.min(DEEPEST, Math.max(1, asked) * size)
  const both = [tenant.read((db) => newestInFile(db, query, most)), newestOfStaff(registry, tenant.id, query, most)]
  const total = both.reduce((sum, one) => sum + one.total, 0)
  const pages = Math.ceil(Math.min(total, DEEPEST) / size)
  const page = Math.max(1, Math.min(asked, pages))
  const way = query.oldestFirst ? -1 : 1
  const entries = both.flatMap((one) => one.entries).sort((a, b) => way * (b.at - a.at || b.seq - a.seq))
  return { entries: entries.slice((page - 1) * size, page * size), total, page, pages }
}

const PAST_ALL = Number.MAX_SAFE_INTEGER

/** Word for word as in the indexes of what staff did, which SQLite uses for nothing else. */
const byStaff = (): SQL => sql`substr(${events.actor}, 1, 7) = 'person_'`

const ofKind = (type: typeof events.type | typeof audit.type, about: AuditSubjectKind | undefined) =>
  about && or(...AUDIT_KINDS[about].map((word) => like(type, `${word}.%`)))

/** Everybody of the staff who ever did something here. */
export function auditActors(tenant: Tenant, registry: Registry): string[] {
  const inFile = tenant.read((db) => db.selectDistinct({ actor: events.actor }).from(events).where(byStaff()).all())
  const staff = registry.read((db) => db.selectDistinct({ actor: audit.actor }).from(audit).where(eq(audit.schoolId, tenant.id)).all())
  return [...new Set([...inFile, ...staff].map(({ actor }) => actor))].filter((id) => id.startsWith('person_'))
}
