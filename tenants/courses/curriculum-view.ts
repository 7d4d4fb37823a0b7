import { and, eq, inArray } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { type AssetStanding, standings } from '#tenants/media/asset-standing.ts'
import { assets } from '#tenants/media/schema.ts'
import { unpublishedChanges } from './changes.ts'
import { studentsIn } from './course-list.ts'
import { emptyLessons } from './empty-lessons.ts'
import { courseById, lessonsInOrder } from './find.ts'
import { lessonsOf, type OutlineLesson, secondsOf } from './outline.ts'
import type { Course } from './schema.ts'
import { draftOutline, publishedVersion } from './versions.ts'

/** Where a lesson's video stands, if it has one. */
export type LessonVideo = AssetStanding | { readonly state: 'none' }

export interface CurriculumLesson extends Pick<OutlineLesson, 'id' | 'title' | 'kind' | 'preview' | 'seconds'> {
  /** Students do not see it yet, though they see the course. */
  readonly isNew: boolean
  /** Nothing to watch or to read in it yet. */
  readonly isEmpty: boolean
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
  const empty = emptyLessons(db, lessonsOf(draft))
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
        isEmpty: empty.has(lesson.id),
        video: lesson.kind === 'video' ? (videos.get(lesson.assetId ?? '') ?? { state: 'none' }) : null,
      })),
    })),
  }
}

function videosOf(db: Reading, lessons: readonly OutlineLesson[], now: number): Map<string, LessonVideo> {
  const ids = lessons.map((lesson) => lesson.assetId).filter((id) => id !== null)
  return standings(db, ids.length ? db.select().from(assets).where(inArray(assets.id, ids)).all() : [], now)
}

export interface CourseStanding {
  readonly course: Course
  readonly published: boolean
  /** How many things the draft says otherwise than what students see; 0 for a course nobody sees. */
  readonly changes: number
  readonly lessons: number
  /** Lessons of the draft that have neither a video nor a text yet. */
  readonly empty: readonly { readonly id: string; readonly title: string }[]
  /** Lessons of the draft whose video nobody can watch: it is being prepared, or could not be. */
  readonly unready: number
  readonly seconds: number
  /** Who has access now. */
  readonly students: number
  /** The last time anything of the draft was saved. */
  readonly savedAt: number
}

function unreadyIn(db: Reading, lessons: readonly OutlineLesson[]): number {
  const ids = lessons.flatMap(({ assetId }) => assetId ?? [])
  const ready = db
    .select({ id: assets.id })
    .from(assets)
    .where(and(inArray(assets.id, ids), eq(assets.state, 'ready')))
    .all()
  const watchable = new Set(ready.map(({ id }) => id))
  return ids.filter((id) => !watchable.has(id)).length
}

/** A course's state in words: what its header says. @throws CourseUnknown */
export function courseStanding(db: Reading, courseId: string): CourseStanding {
  const course = courseById(db, courseId)
  const draft = draftOutline(db, courseId)
  const published = publishedVersion(db, course.publishedVersionId)
  const lessons = lessonsOf(draft)
  const empty = emptyLessons(db, lessons)
  return {
    course,
    published: Boolean(published),
    changes: published ? unpublishedChanges(draft, published.outline) : 0,
    lessons: lessons.length,
    empty: lessons.filter(({ id }) => empty.has(id)).map(({ id, title }) => ({ id, title })),
    unready: unreadyIn(db, lessons),
    students: studentsIn(db, courseId),
    seconds: secondsOf(lessons),
    savedAt: Math.max(course.updatedAt, ...lessonsInOrder(db, courseId).map((lesson) => lesson.updatedAt)),
  }
}
