import { and, eq, isNotNull, isNull, lte, ne, not, type SQL, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { atWorkOn } from '#tenants/jobs/lifecycle.ts'
import { school } from '#tenants/site/schema.ts'
import { schoolProfile } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { NoColdStorage } from './failures.ts'
import { type Asset, assets } from './schema.ts'
import type { SourcePolicy, SourcesKept } from './source-rule.ts'

const DAY_MS = 86_400_000

/** What becomes of the videos of a school as they were uploaded, and when. */
export interface SourceRule {
  readonly policy: SourcePolicy
  readonly graceDays: number
  /** Milliseconds. */
  readonly since: number
}

export function sourceRule(db: Reading): SourceRule {
  const { sourcePolicy: policy, sourceGraceDays: graceDays, sourcePolicySince: since } = schoolProfile(db)
  return { policy, graceDays, since }
}

/** @throws NoColdStorage */
export async function setSourceRule(
  tenant: Tenant,
  actor: string,
  { policy, graceDays }: Pick<SourceRule, 'policy' | 'graceDays'>,
  now = Date.now(),
): Promise<void> {
  if (policy === 'archive' && !tenant.files.coldClass) throw new NoColdStorage()
  await tenant.transact((tx) => {
    const before = sourceRule(tx)
    if (before.policy === policy && before.graceDays === graceDays) return
    // A stricter rule counts from today also for videos that were ready long ago.
    const since = before.policy === policy && graceDays >= before.graceDays ? before.since : now
    tx.update(school).set({ sourcePolicy: policy, sourceGraceDays: graceDays, sourcePolicySince: since }).where(eq(school.id, 1)).run()
    record(tx, { type: 'school.sources_ruled', actor, subject: tenant.id, data: { policy, graceDays } }, now)
  })
}

/** When the rule takes a video's source; null when it never does. */
export function sourceDueAt({ policy, graceDays, since }: SourceRule, { readyAt, sourceClass }: Pick<Asset, 'readyAt' | 'sourceClass'>) {
  if (policy === 'keep' || readyAt === null || (policy === 'archive' && sourceClass !== null)) return null
  return Math.max(readyAt, since) + graceDays * DAY_MS
}

/** A video's source that a rule may take: it plays, and nothing is at work on it. */
export const isFree: SQL | undefined = and(
  eq(assets.kind, 'video'),
  eq(assets.state, 'ready'),
  isNull(assets.deletedAt),
  isNotNull(assets.sourceKey),
  not(atWorkOn(assets.id)),
)

export interface DueSources {
  readonly rule: SourceRule
  readonly now: number
  readonly limit: number
  /** Behind this one, in their order. */
  readonly after?: Pick<Asset, 'readyAt' | 'id'>
  /** Of videos that play from Mux too: whether they do, Mux is asked. */
  readonly withMux: boolean
}

/** Sources the rule takes now, those that have waited longest first. */
export function dueSources(db: Reading, { rule, now, limit, after, withMux }: DueSources): Asset[] {
  const before = now - rule.graceDays * DAY_MS
  if (rule.policy === 'keep' || rule.since > before) return []
  const isDue = and(isFree, lte(assets.readyAt, before), rule.policy === 'archive' ? isNull(assets.sourceClass) : undefined)
  const isBehind = after && sql`(${assets.readyAt}, ${assets.id}) > (${after.readyAt}, ${after.id})`
  return db
    .select()
    .from(assets)
    .where(and(isDue, isBehind, withMux ? undefined : ne(assets.preparedBy, 'mux')))
    .orderBy(assets.readyAt, assets.id)
    .limit(limit)
    .all()
}

/** What a school keeps of its videos as uploaded: what a stricter rule would save. */
export function sourcesKept(db: Reading): SourcesKept {
  const cold = sql`${assets.sourceClass} IS NOT NULL`
  const there = sql`${assets.sourceKey} IS NOT NULL`
  return (
    db
      .select({
        videos: sql<number>`coalesce(sum(${there} AND NOT ${cold}), 0)`,
        bytes: sql<number>`coalesce(sum(CASE WHEN ${there} AND NOT ${cold} THEN ${assets.size} END), 0)`,
        archivedVideos: sql<number>`coalesce(sum(${there} AND ${cold}), 0)`,
        archivedBytes: sql<number>`coalesce(sum(CASE WHEN ${there} AND ${cold} THEN ${assets.size} END), 0)`,
        gone: sql<number>`coalesce(sum(NOT ${there} AND ${assets.preparedBy} = 'lectern'), 0)`,
      })
      .from(assets)
      .where(and(eq(assets.kind, 'video'), eq(assets.state, 'ready'), isNull(assets.deletedAt)))
      .get() ?? { videos: 0, bytes: 0, archivedVideos: 0, archivedBytes: 0, gone: 0 }
  )
}
