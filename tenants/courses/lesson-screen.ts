import type { Reading } from '#tenants/database/handle.ts'
import { type AssetView, assetView } from '#tenants/media/asset-view.ts'
import { courseById, lessonById, lessonsInOrder, sectionsInOrder } from './find.ts'
import { type LessonBody, lessonBody } from './lesson-body.ts'
import type { Course, Lesson } from './schema.ts'

export interface LessonScreen {
  readonly course: Course
  readonly lesson: Lesson
  readonly section: string
  /** Its place in the whole course, from 1. */
  readonly number: number
  readonly count: number
  readonly previous: Pick<Lesson, 'id' | 'title'> | null
  readonly next: Pick<Lesson, 'id' | 'title'> | null
  readonly body: LessonBody
  readonly video: AssetView | null
}

/** A lesson's draft with what stands around it. @throws CourseUnknown, LessonUnknown */
export function lessonScreen(db: Reading, courseId: string, lessonId: string, now = Date.now()): LessonScreen {
  const course = courseById(db, courseId)
  const lesson = lessonById(db, courseId, lessonId)
  const sections = sectionsInOrder(db, courseId)
  const all = lessonsInOrder(db, courseId)
  const inOrder = sections.flatMap((section) => all.filter((one) => one.sectionId === section.id))
  const at = inOrder.findIndex((one) => one.id === lesson.id)
  const brief = (one: Lesson | undefined) => (one ? { id: one.id, title: one.title } : null)
  return {
    course,
    lesson,
    section: sections.find((section) => section.id === lesson.sectionId)?.title ?? '',
    number: at + 1,
    count: inOrder.length,
    previous: at > 0 ? brief(inOrder[at - 1]) : null,
    next: at < 0 ? null : brief(inOrder[at + 1]),
    body: lessonBody(db, lesson.bodyId),
    video: assetView(db, lesson.assetId, now) ?? null,
  }
}
