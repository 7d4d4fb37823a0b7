import { eq } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { watchCurves, watchTraces } from '#tenants/learning/schema.ts'
import { readTrace, seenSeconds, type Trace } from '#tenants/learning/watch-trace.ts'

/** A stretch of a film that a student saw, `again` where they played it more than once. Seconds. */
export interface SeenStretch {
  readonly from: number
  readonly to: number
  readonly again: boolean
}

export interface Coverage {
  /** Length of the film. */
  readonly seconds: number
  /** 0 to 1. */
  readonly share: number
  /** In the order of the film, to about a hundredth of it. */
  readonly stretches: readonly SeenStretch[]
}

/** A lesson and the film it shows now. */
export interface LessonFilm {
  readonly id: string
  readonly assetId: string | null
}

/** Which parts of each lesson's film a student has seen; lessons they never played are not in it. One statement for all. */
export function studentCoverage(db: Reading, studentId: string, lessons: readonly LessonFilm[]): Map<string, Coverage> {
  const shown = new Map(lessons.map(({ id, assetId }) => [id, assetId]))
  const rows = db
    .select({ lessonId: watchCurves.lessonId, assetId: watchCurves.assetId, seconds: watchCurves.seconds, runs: watchTraces.runs })
    .from(watchTraces)
    .innerJoin(watchCurves, eq(watchCurves.id, watchTraces.curveId))
    .where(eq(watchTraces.studentId, studentId))
    .all()
  const films = rows.filter(({ lessonId, assetId }) => shown.get(lessonId) === assetId)
  return new Map(
    films.map(({ lessonId, seconds, runs }) => {
      const trace = readTrace(runs, seconds)
      return [lessonId, { seconds, share: seenSeconds(trace) / seconds, stretches: stretchesOf(trace) }]
    }),
  )
}

/** What a bar can show: it has no more parts than this. */
const FINEST = 120

/** What most of a part is, it is. */
function stretchesOf(trace: Trace): SeenStretch[] {
  const parts = Math.min(FINEST, trace.length)
  const edge = (n: number) => Math.round((n * trace.length) / parts)
  const stretches: SeenStretch[] = []
  for (let n = 0; n < parts; n++) {
    const [from, to] = [edge(n), edge(n + 1)]
    const plays = trace.subarray(from, to)
    const atLeast = (times: number) => plays.filter((one) => one >= times).length * 2 >= plays.length
    if (!atLeast(1)) continue
    const again = atLeast(2)
    const last = stretches.at(-1)
    if (last && last.to === from && last.again === again) stretches[stretches.length - 1] = { ...last, to }
    else stretches.push({ from, to, again })
  }
  return stretches
}
