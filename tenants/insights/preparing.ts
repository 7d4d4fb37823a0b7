import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { courses, lessons } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { assets } from '#tenants/media/schema.ts'

export interface Preparing {
  readonly assetId: string
  readonly state: 'processing' | 'failed'
  /** The lesson it belongs to, or the file's own name. */
  readonly title: string
  readonly lessonId: string
  readonly courseId: string
  readonly courseTitle: string
  /** 0 to 1; 0 also while it waits for its turn. */
  readonly progress: number
  readonly waits: boolean
  /** Why it failed: a key of the reasons in the catalogue. */
  readonly reason: string | null
}

const MOST = 20

/** Videos of lessons that are not ready, those that failed first. What no lesson shows is nobody's worry. */
export function preparing(db: Reading): Preparing[] {
  const rows = db
    .select({
      assetId: assets.id,
      state: assets.state,
      reason: assets.failure,
      title: lessons.title,
      lessonId: lessons.id,
      courseId: courses.id,
      courseTitle: courses.title,
      job: sql<string | null>`(SELECT id FROM jobs WHERE subject = ${assets.id} ORDER BY created_at DESC LIMIT 1)`,
    })
    .from(assets)
    .innerJoin(lessons, and(eq(lessons.assetId, assets.id), isNull(lessons.deletedAt)))
    .innerJoin(courses, and(eq(courses.id, lessons.courseId), isNull(courses.deletedAt)))
    .where(and(eq(assets.kind, 'video'), inArray(assets.state, ['processing', 'failed']), isNull(assets.deletedAt)))
    .orderBy(sql`${assets.state} = 'failed' DESC`, desc(assets.id))
    .limit(MOST)
    .all()
  const ids = rows.map((row) => row.job).filter((id) => id !== null)
  const work = new Map((ids.length ? db.select().from(jobs).where(inArray(jobs.id, ids)).all() : []).map((job) => [job.id, job]))
  return rows.flatMap(({ state, job, ...row }) => {
    if (state !== 'processing' && state !== 'failed') return []
    const found = work.get(job ?? '')
    return [{ ...row, state, progress: found?.progress ?? 0, waits: found?.state === 'waiting' }]
  })
}
