import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { courses, lessons } from '#tenants/courses/schema.ts'
import { taughtBy } from '#tenants/courses/taught-by.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { standings } from '#tenants/media/asset-standing.ts'
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
  /** Known once enough is done to tell. */
  readonly secondsLeft: number | null
  /** Why it failed: a key of the reasons in the catalogue. */
  readonly reason: string | null
}

const MOST = 20

/** Videos of lessons that are not ready, those that failed first. What no lesson shows is nobody's worry. */
export function preparing(db: Reading, reach?: string, now = Date.now()): Preparing[] {
  const rows = db
    .select({
      asset: assets,
      title: lessons.title,
      lessonId: lessons.id,
      courseId: courses.id,
      courseTitle: courses.title,
    })
    .from(assets)
    .innerJoin(lessons, and(eq(lessons.assetId, assets.id), isNull(lessons.deletedAt)))
    .innerJoin(courses, and(eq(courses.id, lessons.courseId), isNull(courses.deletedAt)))
    .where(and(eq(assets.kind, 'video'), inArray(assets.state, ['processing', 'failed']), isNull(assets.deletedAt), taughtBy(db, reach)))
    .orderBy(sql`${assets.state} = 'failed' DESC`, desc(assets.id))
    .limit(MOST)
    .all()
  const standing = standings(
    db,
    rows.map(({ asset }) => asset),
    now,
  )
  return rows.flatMap(({ asset, ...row }): Preparing[] => {
    const found = standing.get(asset.id)
    const named = { ...row, assetId: asset.id }
    if (found?.state === 'failed')
      return [{ ...named, state: 'failed', progress: 0, waits: false, secondsLeft: null, reason: found.reason }]
    if (found?.state !== 'preparing') return []
    const { share: progress, waiting: waits, secondsLeft } = found
    return [{ ...named, state: 'processing', progress, waits, secondsLeft, reason: null }]
  })
}
