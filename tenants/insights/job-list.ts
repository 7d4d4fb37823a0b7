import { and, count, desc, eq, inArray, isNull, like, or, type SQL, sql } from 'drizzle-orm'
import { courses, lessons } from '#tenants/courses/schema.ts'
import { containing } from '#tenants/database/containing.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { JobUnknown } from '#tenants/jobs/failures.ts'
import { FAILED, type JobOrder, type JobState, jobsIn, OPEN } from '#tenants/jobs/list-jobs.ts'
import { type Job, jobs } from '#tenants/jobs/schema.ts'
import { secondsLeft } from '#tenants/media/asset-standing.ts'
import { assets } from '#tenants/media/schema.ts'

export const JOB_SHOWS = ['open', 'failed', 'done'] as const
/** Open: waits or runs. Failed: set aside, or cancelled. */
export type JobShow = (typeof JOB_SHOWS)[number]

/** What is prepared: each names its jobs. */
export const JOB_KINDS = {
  video: ['media.encode_video', 'media.encode_again', 'media.prepare_at_mux', 'media.fetch_from_mux'],
  picture: ['media.resize_image'],
} as const satisfies Record<string, readonly string[]>
export type JobKind = keyof typeof JOB_KINDS

const STATES: Readonly<Record<JobShow, readonly JobState[]>> = { open: OPEN, failed: FAILED, done: ['done'] }

export interface JobRow {
  readonly id: string
  readonly kind: string
  readonly state: Job['state']
  /** The file's name. */
  readonly name: string | null
  /** Where the file is used, when a lesson uses it. */
  readonly lesson: { readonly id: string; readonly title: string; readonly courseId: string; readonly courseTitle: string } | null
  /** Share done of the present attempt, 0 to 1. */
  readonly progress: number
  readonly secondsLeft: number | null
  readonly attempt: number
  /** Why its last attempt failed, or why it was set aside: a key of the catalogue below `jobs.reason`. */
  readonly reason: string | null
  /** When it is due, for one that waits for its next try. */
  readonly runAt: number
  readonly createdAt: number
  readonly finishedAt: number | null
}

export interface JobPage {
  readonly jobs: JobRow[]
  readonly page: number
  readonly counts: Readonly<Record<JobShow, number>>
}

export interface JobQuery {
  /** Only of the files this person brought. */
  readonly of?: string | undefined
  readonly show: JobShow
  /** Part of the name of a file, or of a lesson that uses it. */
  readonly search?: string
  readonly kind?: JobKind | undefined
  readonly order?: JobOrder | undefined
  readonly page: number
  readonly size: number
  readonly now: number
}

/** What is prepared for the school, or of the files one person brought: the open ones in the order in which they are taken, the others newest first, unless an order is asked for. */
export function jobPage(db: Reading, { of, show, search, kind, order, page, size, now }: JobQuery): JobPage {
  const theirs = and(
    kind ? inArray(jobs.kind, [...JOB_KINDS[kind]]) : like(jobs.kind, 'media.%'),
    of === undefined ? undefined : aboutFilesOf(db, of),
    search ? aboutFilesCalled(db, search) : undefined,
  )
  const counted = db.select({ state: jobs.state, jobs: count() }).from(jobs).where(theirs).groupBy(jobs.state).all()
  const sum = (states: readonly JobState[]) => counted.reduce((total, row) => total + (states.includes(row.state) ? row.jobs : 0), 0)
  const counts = { open: sum(STATES.open), failed: sum(STATES.failed), done: sum(STATES.done) }
  const last = Math.max(1, Math.ceil(counts[show] / size))
  const current = Math.min(Math.max(1, Math.trunc(page)), last)
  const rows = jobsIn(db, STATES[show], { where: theirs, order, limit: size, offset: (current - 1) * size })
  const about = named(
    db,
    rows.map((job) => job.subject),
  )
  return { jobs: rows.map((job) => view(job, about.get(job.subject), now)), page: current, counts }
}

/** What is prepared of the files somebody brought. */
const aboutFilesOf = (db: Reading, personId: string): SQL =>
  inArray(jobs.subject, db.select({ id: assets.id }).from(assets).where(eq(assets.createdBy, personId)))

const aboutFilesCalled = (db: Reading, text: string): SQL | undefined =>
  or(
    inArray(jobs.subject, db.select({ id: assets.id }).from(assets).where(containing(assets.name, text))),
    inArray(
      jobs.subject,
      db
        .select({ id: sql<string>`${lessons.assetId}` })
        .from(lessons)
        .where(and(isNull(lessons.deletedAt), containing(lessons.title, text))),
    ),
  )

/** @throws JobUnknown when it is about somebody else's file */
export function checkJobOf(db: Reading, personId: string, jobId: string): void {
  if (
    !db
      .select({ id: jobs.id })
      .from(jobs)
      .where(and(eq(jobs.id, jobId), aboutFilesOf(db, personId)))
      .get()
  )
    throw new JobUnknown()
}

type About = Pick<JobRow, 'name' | 'lesson'>

/** What jobs are about, by their subject. A file may be in more than one lesson; the first one stands for it. */
function named(db: Reading, subjects: readonly string[]): Map<string, About> {
  const rows = db
    .select({
      id: assets.id,
      name: assets.name,
      lessonId: lessons.id,
      title: lessons.title,
      courseId: courses.id,
      courseTitle: courses.title,
    })
    .from(assets)
    .leftJoin(lessons, and(eq(lessons.assetId, assets.id), isNull(lessons.deletedAt)))
    .leftJoin(courses, and(eq(courses.id, lessons.courseId), isNull(courses.deletedAt)))
    .where(inArray(assets.id, [...new Set(subjects)]))
    // The last one is kept: one whose course is still there, and of those the oldest.
    .orderBy(sql`${courses.id} IS NOT NULL`, desc(lessons.id))
    .all()
  return new Map(
    rows.map(({ id, name, lessonId, title, courseId, courseTitle }) => [
      id,
      {
        name,
        lesson:
          lessonId !== null && title !== null && courseId !== null && courseTitle !== null
            ? { id: lessonId, title, courseId, courseTitle }
            : null,
      },
    ]),
  )
}

const view = (job: Job, about: About | undefined, now: number): JobRow => ({
  id: job.id,
  kind: job.kind,
  state: job.state,
  name: about?.name ?? null,
  lesson: about?.lesson ?? null,
  progress: job.progress,
  secondsLeft: secondsLeft(job, now),
  attempt: job.attempt,
  reason: job.reason,
  runAt: job.runAt,
  createdAt: job.createdAt,
  finishedAt: job.finishedAt,
})
