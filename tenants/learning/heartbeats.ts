import { eq, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import { isTransient } from '#tenants/database/connection.ts'
import { SchoolBroken, SchoolUnknown } from '#tenants/database/failures.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { noteWatched } from './progress.ts'
import { heartbeatMarks } from './schema.ts'
import { type Played, WatchSheet } from './watch-sheet.ts'

const Seconds = z
  .number()
  .finite()
  .min(0)
  .max(12 * 3600)

/** What a player may send at once. It splits what is more (app/ui/player/heartbeat-parcels.ts). */
export const MOST_REPORTS = 100
export const MOST_INTERVALS = 50

/** What a player sends: what is above the last report it knows to be durable. */
export const Heartbeat = z.object({
  lessonId: z.string().max(64),
  /** The film that was playing; a page of the release before does not say. */
  assetId: z.string().max(64).optional(),
  player: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  /** The player's clock when it sent this; with a report's `at`, of the same clock, it says how long ago that was. */
  sentAt: z.number().int().optional(),
  reports: z
    .array(
      z.object({
        seq: z.number().int().min(1),
        /** The first report that was joined into this one. */
        first: z.number().int().min(1).optional(),
        at: z.number().int().optional(),
        /** Stretches as they were played: a second that was played again is in two of them. */
        covered: z.array(z.tuple([Seconds, Seconds])).max(MOST_INTERVALS),
        position: Seconds,
      }),
    )
    .min(1)
    .max(MOST_REPORTS),
})
export type Heartbeat = z.infer<typeof Heartbeat>

interface Waiting {
  readonly tenant: Tenant
  readonly beats: Beat[]
}

interface Beat {
  readonly studentId: string
  readonly beat: Heartbeat
  readonly cameAt: number
}

/** What a page waits at most for its school's reports. */
const PAGE_WAIT_MS = 500

/** Marks older than this belong to players nobody resumes. */
const MARK_LIFE_MS = 60 * 86_400_000

/**
 * Collects the reports of many players and writes a school's in one transaction every few seconds.
 * What a player is told is the last report that is *durable*: it keeps what is above, so a crash loses nothing.
 */
export class Heartbeats {
  readonly #waiting = new Map<string, Waiting>()
  /** The last write of each school that is under way or next. */
  readonly #writing = new Map<string, Promise<void>>()
  /** Those of them that have not begun: they will take along what comes until then. */
  readonly #next = new Map<string, Promise<void>>()
  readonly #marks = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly everyMs = 2_000) {}

  /** Answers the sequence up to which this player's reports are safely stored. */
  take(tenant: Tenant, studentId: string, beat: Heartbeat, now = Date.now()): number {
    const key = markKey(tenant.id, studentId, beat.player)
    let durable = this.#marks.get(key)
    if (durable === undefined) {
      const mark = tenant.read((db) => markOf(db).get({ player: beat.player }))
      durable = mark?.studentId === studentId ? mark.seq : 0
      if (this.#marks.size > 100_000) this.#marks.clear()
      this.#marks.set(key, durable)
    }
    const known = durable
    const reports = beat.reports.filter((report) => report.seq > known)
    if (reports.length) {
      const waiting = this.#waiting.get(tenant.id) ?? { tenant, beats: [] }
      waiting.beats.push({ studentId, beat: { ...beat, reports }, cameAt: now })
      this.#waiting.set(tenant.id, waiting)
      this.#timer ??= setTimeout(() => void this.flush(), this.everyMs)
    }
    return durable
  }

  /** Writes what waits of all schools; also at shutdown. A school that cannot be written now holds up no other and keeps its reports for the next round. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    // Those being written too: who shuts down waits for them.
    const schools = new Set([...this.#waiting.keys(), ...this.#writing.keys()])
    await Promise.all([...schools].map((id) => this.#flushOne(id)))
  }

  /**
   * Writes what waits of one school, for a page that says what comes next; without anything waiting it costs nothing, and of a
   * school that cannot be written now the page shows what is known.
   */
  async flushSchool(tenant: Tenant): Promise<void> {
    let patience: NodeJS.Timeout | undefined
    const enough = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, PAGE_WAIT_MS)
    })
    await Promise.race([this.#flushOne(tenant.id), enough])
    clearTimeout(patience)
  }

  #flushOne(id: string): Promise<void> {
    const next = this.#next.get(id)
    if (next) return next
    const before = this.#writing.get(id)
    if (!before && !this.#waiting.has(id)) return Promise.resolve()
    const written = (before ?? Promise.resolve())
      .then(() => {
        this.#next.delete(id)
        return this.#write(id)
      })
      .finally(() => {
        if (this.#writing.get(id) === written) this.#writing.delete(id)
      })
    this.#next.set(id, written)
    this.#writing.set(id, written)
    return written
  }

  async #write(id: string): Promise<void> {
    const batch = this.#waiting.get(id)
    if (!batch) return
    this.#waiting.delete(id)
    const { tenant, beats } = batch
    try {
      this.#noteDurable(tenant, beats, await tenant.transact((tx) => storeAll(tx, beats)))
    } catch (error) {
      // The school was deleted meanwhile: there is nowhere to keep them. Set aside: its players keep what they were not told is durable.
      if (error instanceof SchoolUnknown || error instanceof SchoolBroken) return
      if (!(error instanceof Failure) && !isTransient(error)) return this.#writeEach(tenant, beats)
      tenant.log.warn({ err: error, reports: beats.length }, 'heartbeats wait: the school could not be written')
      const later = this.#waiting.get(id)
      if (beats.length < 10_000) this.#waiting.set(id, { tenant, beats: [...beats, ...(later?.beats ?? [])] })
      this.#timer ??= setTimeout(() => void this.flush(), this.everyMs)
    }
  }

  /** One beat that cannot be stored takes no other with it: it is dropped, and says so in the log. */
  async #writeEach(tenant: Tenant, beats: readonly Beat[]): Promise<void> {
    for (const one of beats) {
      try {
        this.#noteDurable(tenant, [one], await tenant.transact((tx) => storeAll(tx, [one])))
      } catch (error) {
        tenant.log.error(
          { err: error, student: one.studentId, lesson: one.beat.lessonId },
          'a heartbeat could not be stored and is dropped',
        )
      }
    }
  }

  #noteDurable(tenant: Tenant, beats: readonly Beat[], stored: readonly number[]): void {
    for (const [at, { studentId, beat }] of beats.entries()) {
      const key = markKey(tenant.id, studentId, beat.player)
      // A late, older request of the same player knows less.
      this.#marks.set(key, Math.max(stored[at] ?? 0, this.#marks.get(key) ?? 0))
    }
  }
}

/** A player's id is its own to choose: another student's mark stays as it is. */
const keepMark = prepared((tx: Writing) =>
  tx
    .insert(heartbeatMarks)
    .values({
      player: sql.placeholder('player'),
      studentId: sql.placeholder('studentId'),
      seq: sql.placeholder('seq'),
      updatedAt: sql.placeholder('updatedAt'),
    })
    .onConflictDoUpdate({
      target: heartbeatMarks.player,
      set: { seq: sql`max(${heartbeatMarks.seq}, excluded.seq)`, updatedAt: sql`excluded.updated_at` },
      setWhere: sql`${heartbeatMarks.studentId} = excluded.student_id`,
    })
    .prepare(),
)

const markOf = prepared((db: Reading) =>
  db
    .select()
    .from(heartbeatMarks)
    .where(eq(heartbeatMarks.player, sql.placeholder('player')))
    .prepare(),
)

/** Answers the last sequence of each. What they say about single seconds is written together, at the end. */
function storeAll(tx: Writing, beats: readonly Beat[]): number[] {
  const sheet = new WatchSheet(tx)
  const stored = beats.map((one) => store(tx, sheet, one))
  sheet.write()
  return stored
}

/** Stores one player's reports together and answers the last sequence. */
function store(tx: Writing, sheet: WatchSheet, { studentId, beat, cameAt }: Beat): number {
  const last = beat.reports.reduce((latest, report) => (report.seq > latest.seq ? report : latest))
  const covered = beat.reports.flatMap((report) => report.covered)
  const ago = beat.sentAt !== undefined && last.at !== undefined ? Math.max(0, beat.sentAt - last.at) : 0
  const at = cameAt - ago
  const film = noteWatched(tx, studentId, beat.lessonId, { assetId: beat.assetId, covered, position: last.position, at }, cameAt)
  if (film) sheet.add(studentId, { ...film, lessonId: beat.lessonId }, playsOf(tx, studentId, beat), Math.max(0, at))
  keepMark(tx).run({ player: beat.player, studentId, seq: last.seq, updatedAt: cameAt })
  if (Math.random() < 0.001)
    tx.delete(heartbeatMarks)
      .where(lt(heartbeatMarks.updatedAt, cameAt - MARK_LIFE_MS))
      .run()
  return last.seq
}

/**
 * What is counted of each report. One that came before counts for nothing, nor does its copy in the same transaction; one that was joined
 * from some that came before and some that did not says only what was seen.
 */
function playsOf(tx: Writing, studentId: string, beat: Heartbeat): Played[] {
  const mark = markOf(tx).get({ player: beat.player })
  // Under another student's player name there is nothing to hold these numbers against.
  if (mark && mark.studentId !== studentId) return beat.reports.map(({ covered }) => ({ stretches: covered, known: true }))
  const plays: Played[] = []
  let known = mark?.seq ?? 0
  for (const { seq, first = seq, covered } of [...beat.reports].sort((a, b) => a.seq - b.seq)) {
    if (seq <= known) continue
    plays.push({ stretches: covered, known: first <= known })
    known = seq
  }
  return plays
}

const markKey = (schoolId: string, studentId: string, player: string) => `${schoolId}/${studentId}/${player}`
