import { and, eq, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import type { Interval } from './coverage.ts'
import { WATCHED_SHARE } from './progress.ts'
import { watchCurves, watchTraces } from './schema.ts'
import { addChange, type Curve, readCurve, writeCurve } from './watch-curve.ts'
import { addPlays, readTrace, type Seconds, secondsOf, seenSeconds, type Trace, writeTrace } from './watch-trace.ts'

/** A film in the lesson that shows it. */
export interface Film {
  readonly lessonId: string
  readonly assetId: string
  /** As long as the file says. */
  readonly seconds: number
}

export interface Played {
  readonly stretches: readonly Interval[]
  /** Some of it may have been counted before: see `addPlays`. */
  readonly known: boolean
}

interface OpenCurve {
  readonly id: number
  readonly curve: Curve
  viewers: number
  finished: number
}

interface OpenTrace {
  readonly of: OpenCurve
  readonly studentId: string
  readonly isNew: boolean
  readonly before: Trace
  readonly trace: Trace
  /** Where it may differ from what it was. */
  within: Seconds
  at: number
}

/**
 * What one transaction of heartbeats has to note about which seconds were watched. Each film's curve and each student's trace is read
 * once and written once, however many reports are about it; what changes nothing is not written.
 */
export class WatchSheet {
  readonly #curves = new Map<string, OpenCurve>()
  readonly #traces = new Map<string, OpenTrace>()
  constructor(private readonly tx: Writing) {}

  add(studentId: string, film: Film, played: readonly Played[], at: number): void {
    if (!secondsOf(film.seconds) || played.every(({ stretches }) => !stretches.length)) return
    const open = this.#trace(studentId, this.#curve(film, at), at)
    for (const { stretches, known } of played) open.within = both(open.within, addPlays(open.trace, stretches, known))
    open.at = Math.max(open.at, at)
  }

  /** At the end of the transaction. */
  write(): void {
    const changed = new Map<OpenCurve, number>()
    for (const { of, studentId, isNew, before, trace, within, at } of this.#traces.values()) {
      const more = addChange(of.curve, before, trace, within)
      if (!more.plays) continue
      if (isNew) of.viewers++
      if (more.seen && isEnough(trace) && !isEnough(before)) of.finished++
      keepTrace(this.tx).run({ studentId, curveId: of.id, runs: writeTrace(trace), watchedAt: at })
      changed.set(of, Math.max(at, changed.get(of) ?? 0))
    }
    for (const [{ id, curve, viewers, finished }, at] of changed)
      keepCurve(this.tx).run({ id, steps: writeCurve(curve), viewers, finished, watchedAt: at })
  }

  #curve({ lessonId, assetId, seconds }: Film, at: number): OpenCurve {
    const key = `${lessonId}/${assetId}`
    const known = this.#curves.get(key)
    if (known) return known
    const row = curveOf(this.tx).get({ lessonId, assetId }) ?? beginCurve(this.tx, { lessonId, assetId, seconds: secondsOf(seconds) }, at)
    const open = { id: row.id, curve: readCurve(row.steps, row.seconds), viewers: row.viewers, finished: row.finished }
    this.#curves.set(key, open)
    return open
  }

  #trace(studentId: string, of: OpenCurve, at: number): OpenTrace {
    const key = `${of.id}/${studentId}`
    const known = this.#traces.get(key)
    if (known) return known
    const row = traceOf(this.tx).get({ studentId, curveId: of.id })
    const before = row ? readTrace(row.runs, of.curve.seconds) : new Uint8Array(of.curve.seconds)
    const open = {
      of,
      studentId,
      isNew: !row,
      before,
      trace: before.slice(),
      within: { from: 0, end: 0 },
      at: Math.max(at, row?.watchedAt ?? 0),
    }
    this.#traces.set(key, open)
    return open
  }
}

const both = (one: Seconds, other: Seconds): Seconds => {
  if (other.end === 0) return one
  return one.end === 0 ? other : { from: Math.min(one.from, other.from), end: Math.max(one.end, other.end) }
}

const isEnough = (trace: Trace): boolean => seenSeconds(trace) >= trace.length * WATCHED_SHARE

const curveOf = prepared((db: Reading) =>
  db
    .select()
    .from(watchCurves)
    .where(and(eq(watchCurves.lessonId, sql.placeholder('lessonId')), eq(watchCurves.assetId, sql.placeholder('assetId'))))
    .prepare(),
)

const beginCurve = (tx: Writing, film: Film, at: number) =>
  tx
    .insert(watchCurves)
    .values({ ...film, steps: Buffer.alloc(0), beganAt: at, watchedAt: at })
    .returning()
    .get()

const traceOf = prepared((db: Reading) =>
  db
    .select()
    .from(watchTraces)
    .where(and(eq(watchTraces.studentId, sql.placeholder('studentId')), eq(watchTraces.curveId, sql.placeholder('curveId'))))
    .prepare(),
)

const keepTrace = prepared((tx: Writing) =>
  tx
    .insert(watchTraces)
    .values({
      studentId: sql.placeholder('studentId'),
      curveId: sql.placeholder('curveId'),
      runs: sql.placeholder('runs'),
      watchedAt: sql.placeholder('watchedAt'),
    })
    .onConflictDoUpdate({
      target: [watchTraces.studentId, watchTraces.curveId],
      set: { runs: sql`excluded.runs`, watchedAt: sql`excluded.watched_at` },
    })
    .prepare(),
)

const keepCurve = prepared((tx: Writing) =>
  tx
    .update(watchCurves)
    .set({
      steps: sql`${sql.placeholder('steps')}`,
      viewers: sql`${sql.placeholder('viewers')}`,
      finished: sql`${sql.placeholder('finished')}`,
      watchedAt: sql`max(${watchCurves.watchedAt}, ${sql.placeholder('watchedAt')})`,
    })
    .where(eq(watchCurves.id, sql.placeholder('id')))
    .prepare(),
)
