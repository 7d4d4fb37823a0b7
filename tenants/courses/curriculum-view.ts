import { asc, inArray } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { type Job, jobs } from '#tenants/jobs/schema.ts'
import { type Asset, assets } from '#tenants/media/schema.ts'
import { studentsIn } from './course-list.ts'
import { courseById, lessonsInOrder } from './find.ts'
import { lessonsOf, type OutlineLesson, secondsOf } from './outline.ts'
import type { Course } from './schema.ts'
import { draftOutline, publishedVersion, unpublishedChanges } from './versions.ts'

/** Where a lesson's video stands. */
export type LessonVideo =
  | { readonly state: 'none' | 'uploading' | 'ready' }
  /** `share` is 0 to 1; `secondsLeft` is known once enough is done to tell. */
  | { readonly state: 'preparing'; readonly waiting: boolean; readonly share: number; readonly secondsLeft: number | null }
  /** A key of the catalogue below `jobs.reason`. */
  | { readonly state: 'failed'; readonly reason: string }

export interface CurriculumLesson extends Pick<OutlineLesson, 'id' | 'title' | 'kind' | 'preview' | 'seconds'> {
  /** Students do not see it yet, though they see the course. */
  readonly isNew: boolean
  /** Null for a text. */
  readonly video: LessonVideo | null
}

export interface CurriculumSection {
  readonly id: string
  readonly title: string
  readonly lessons: readonly CurriculumLesson[]
}

/** The draft's outline with where each video stands: a fixed number of statements however many lessons there are. */
export function curriculumView(db: Reading, courseId: string, now = Date.now()): { sections: CurriculumSection[] } {
  const draft = draftOutline(db, courseId)
  const published = publishedVersion(db, courseById(db, courseId).publishedVersionId)
  const shown = published ? new Set(lessonsOf(published.outline).map((lesson) => lesson.id)) : undefined
  const videos = videosOf(db, lessonsOf(draft), now)
  return {
    sections: draft.sections.map(({ id, title, lessons }) => ({
      id,
      title,
      lessons: lessons.map((lesson) => ({
        id: lesson.id,
        title: lesson.title,
        kind: lesson.kind,
        preview: lesson.preview,
        seconds: lesson.seconds,
        isNew: shown ? !shown.has(lesson.id) : false,
        video: lesson.kind === 'video' ? (videos.get(lesson.assetId ?? '') ?? { state: 'none' }) : null,
      })),
    })),
  }
}

function videosOf(db: Reading, lessons: readonly OutlineLesson[], now: number): Map<string, LessonVideo> {
  const ids = lessons.map((lesson) => lesson.assetId).filter((id) => id !== null)
  if (!ids.length) return new Map()
  const found = db.select().from(assets).where(inArray(assets.id, ids)).all()
  const open = found.filter((asset) => asset.state === 'processing').map((asset) => asset.id)
  // In the order they were made, so that the newest about each asset is what stays.
  const latest = new Map(
    (open.length ? db.select().from(jobs).where(inArray(jobs.subject, open)).orderBy(asc(jobs.createdAt), asc(jobs.id)).all() : []).map(
      (job) => [job.subject, job],
    ),
  )
  return new Map(found.map((asset) => [asset.id, videoOf(asset, latest.get(asset.id), now)]))
}

/** Below this share the time so far says little about the time to come. */
const TELLING_SHARE = 0.05

function videoOf(asset: Asset, job: Job | undefined, now: number): LessonVideo {
  if (asset.state === 'ready' || asset.state === 'uploading') return { state: asset.state }
  if (asset.state === 'failed') return { state: 'failed', reason: asset.failure ?? 'jobs.failed' }
  if (job?.state === 'waiting') return { state: 'preparing', waiting: true, share: 0, secondsLeft: null }
  // Nobody works on it and nobody will: it would look busy for ever.
  if (job?.state !== 'running') return { state: 'failed', reason: job?.reason ?? 'jobs.unprepared' }
  const elapsed = now - (job.startedAt ?? now)
  const secondsLeft = job.progress < TELLING_SHARE ? null : Math.max(1, Math.round((elapsed * (1 / job.progress - 1)) / 1000))
  return { state: 'preparing', waiting: false, share: job.progress, secondsLeft }
}

export interface CourseStanding {
  readonly course: Course
  readonly published: boolean
  /** How many things the draft says otherwise than what students see; 0 for a course nobody sees. */
  readonly changes: number
  readonly lessons: number
  /** Lessons of the draft that have no video, or no text, yet. */
  readonly empty: number
  readonly seconds: number
  /** Who has access now. */
  readonly students: number
  /** The last time anything of the draft was saved. */
  readonly savedAt: number
}

/** A course's state in words: what its header says. @throws CourseUnknown */
export function courseStanding(db: Reading, courseId: string): CourseStanding {
  const course = courseById(db, courseId)
  const draft = draftOutline(db, courseId)
  const published = publishedVersion(db, course.publishedVersionId)
  const lessons = lessonsOf(draft)
  return {
    course,
    published: Boolean(published),
    changes: published ? unpublishedChanges(draft, published.outline) : 0,
    lessons: lessons.length,
    empty: lessons.filter((lesson) => (lesson.kind === 'video' ? lesson.assetId === null : lesson.seconds === 0)).length,
    students: studentsIn(db, courseId),
    seconds: secondsOf(lessons),
    savedAt: Math.max(course.updatedAt, ...lessonsInOrder(db, courseId).map((lesson) => lesson.updatedAt)),
  }
}
