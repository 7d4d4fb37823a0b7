import { and, desc, eq, gt } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { watchCurves } from '#tenants/learning/schema.ts'
import { readCurve } from '#tenants/learning/watch-curve.ts'
import { assets } from '#tenants/media/schema.ts'
import { type Moment, mostRewatched } from './moments.ts'

/** Some seconds of a film, as all its viewers watched them. */
export interface RetentionStep {
  readonly from: number
  readonly to: number
  /** Of the viewers, how many saw it: 0 to 1. */
  readonly share: number
  /** How often it was played, on the average of its seconds. */
  readonly plays: number
  /** Viewers who played some of it again. */
  readonly again: number
}

export interface LessonRetention {
  /** Length of the film. */
  readonly seconds: number
  /** Seconds of one step. */
  readonly width: number
  /** Students who played any of it. */
  readonly viewers: number
  /** Of those, who played nine tenths of it. */
  readonly finished: number
  /** How much of the film a viewer saw on average: 0 to 1. */
  readonly share: number
  /** All that was played, by everybody, as often as it was. Seconds. */
  readonly played: number
  readonly since: number
  readonly watchedAt: number
  readonly steps: readonly RetentionStep[]
  readonly moments: readonly Moment[]
}

/** How a film in a lesson was watched; undefined while nobody has. One row is read, however many viewers there were. */
export function lessonRetention(db: Reading, lessonId: string, assetId: string): LessonRetention | undefined {
  const row = db
    .select()
    .from(watchCurves)
    .where(and(eq(watchCurves.lessonId, lessonId), eq(watchCurves.assetId, assetId)))
    .get()
  if (!row?.viewers) return undefined
  const { seconds, viewers, finished } = row
  const curve = readCurve(row.steps, seconds)
  const { seen, played, again, width } = curve
  const sum = (numbers: Float64Array) => numbers.reduce((all, one) => all + one, 0)
  return {
    seconds,
    width,
    viewers,
    finished,
    share: sum(seen) / (viewers * seconds),
    played: sum(played),
    since: row.beganAt,
    watchedAt: row.watchedAt,
    steps: Array.from(seen, (seenHere, step) => {
      const [from, to] = [step * width, Math.min(seconds, step * width + width)]
      const length = to - from
      return { from, to, share: seenHere / (viewers * length), plays: (played[step] ?? 0) / length, again: again[step] ?? 0 }
    }),
    moments: mostRewatched(curve),
  }
}

export interface WatchedFilm {
  readonly assetId: string
  /** As its file was called. */
  readonly name: string
  readonly viewers: number
  readonly since: number
  readonly watchedAt: number
}

/** The films a lesson has had that somebody watched, the latest first. */
export const watchedFilms = (db: Reading, lessonId: string): WatchedFilm[] =>
  db
    .select({
      assetId: watchCurves.assetId,
      name: assets.name,
      viewers: watchCurves.viewers,
      since: watchCurves.beganAt,
      watchedAt: watchCurves.watchedAt,
    })
    .from(watchCurves)
    .innerJoin(assets, eq(assets.id, watchCurves.assetId))
    .where(and(eq(watchCurves.lessonId, lessonId), gt(watchCurves.viewers, 0)))
    .orderBy(desc(watchCurves.beganAt))
    .all()
