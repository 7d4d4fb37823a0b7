import { eq } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { courseById, lessonById, lessonsInOrder, sectionById, sectionsInOrder } from './find.ts'
import { checkCourseSize } from './limits.ts'
import { deleteLessons } from './many-lessons.ts'
import { type Lesson, lessons, type Section, sections } from './schema.ts'
import { touch } from './touch.ts'

/** @throws CourseUnknown, CourseTooManySections */
export function addSection(tenant: Tenant, actor: string, courseId: string, title: string, now = Date.now()): Promise<Section> {
  return tenant.transact((tx) => {
    courseById(tx, courseId)
    const position = (sectionsInOrder(tx, courseId).at(-1)?.position ?? 0) + 1
    const section: Section = { id: newId('section', now), courseId, title, position, createdAt: now, deletedAt: null, deletedBy: null }
    tx.insert(sections).values(section).run()
    checkCourseSize(tx, courseId)
    touch(tx, courseId, now)
    record(tx, { type: 'section.created', actor, subject: section.id, data: { courseId } }, now)
    return section
  })
}

/** @throws SectionUnknown, CourseTooLong */
export function addLesson(tenant: Tenant, actor: string, courseId: string, draft: LessonDraft, now = Date.now()): Promise<Lesson> {
  return tenant.transact((tx) => appendLesson(tx, actor, courseId, draft, now))
}

/** Adds lessons of one kind at the end of a section, in this order, all of them or none. @throws SectionUnknown, CourseTooLong */
export function addLessons(
  tenant: Tenant,
  actor: string,
  courseId: string,
  { titles, ...draft }: Omit<LessonDraft, 'title'> & { titles: readonly string[] },
  now = Date.now(),
): Promise<Lesson[]> {
  return tenant.transact((tx) => titles.map((title) => appendLesson(tx, actor, courseId, { ...draft, title }, now)))
}

type LessonDraft = { sectionId: string; title: string; kind: Lesson['kind'] }

function appendLesson(tx: Writing, actor: string, courseId: string, draft: LessonDraft, now: number): Lesson {
  const section = sectionById(tx, courseId, draft.sectionId)
  const siblings = lessonsInOrder(tx, courseId).filter((lesson) => lesson.sectionId === section.id)
  const lesson: Lesson = {
    id: newId('lesson', now),
    courseId,
    sectionId: section.id,
    title: draft.title,
    kind: draft.kind,
    position: (siblings.at(-1)?.position ?? 0) + 1,
    preview: false,
    bodyId: null,
    assetId: null,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    deletedBy: null,
  }
  tx.insert(lessons).values(lesson).run()
  checkCourseSize(tx, courseId)
  touch(tx, courseId, now)
  record(tx, { type: 'lesson.created', actor, subject: lesson.id, data: { courseId } }, now)
  return lesson
}

export function renameSection(
  tenant: Tenant,
  actor: string,
  courseId: string,
  sectionId: string,
  title: string,
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    tx.update(sections)
      .set({ title })
      .where(eq(sections.id, sectionById(tx, courseId, sectionId).id))
      .run()
    touch(tx, courseId, now)
    record(tx, { type: 'section.renamed', actor, subject: sectionId, data: { courseId } }, now)
  })
}

type LessonChange = Partial<Pick<Lesson, 'title' | 'kind' | 'preview' | 'assetId'>>
const CHANGEABLE = ['title', 'kind', 'preview', 'assetId'] as const

export function changeLesson(
  tenant: Tenant,
  actor: string,
  courseId: string,
  lessonId: string,
  change: LessonChange,
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    tx.update(lessons)
      .set({ ...change, updatedAt: now })
      .where(eq(lessons.id, lessonById(tx, courseId, lessonId).id))
      .run()
    touch(tx, courseId, now)
    const what = CHANGEABLE.filter((field) => change[field] !== undefined)
    record(tx, { type: 'lesson.changed', actor, subject: lessonId, data: { courseId, what } }, now)
  })
}

/** Puts a lesson at a place (from 0) among the lessons of a section, which may be another than its own. */
export function moveLesson(
  tenant: Tenant,
  actor: string,
  courseId: string,
  lessonId: string,
  to: { sectionId: string; index: number },
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    const lesson = lessonById(tx, courseId, lessonId)
    const section = sectionById(tx, courseId, to.sectionId)
    const siblings = lessonsInOrder(tx, courseId).filter((other) => other.sectionId === section.id && other.id !== lesson.id)
    siblings.splice(Math.max(0, to.index), 0, lesson)
    siblings.forEach((other, at) => {
      if (other.position === at + 1 && other.sectionId === section.id && other.id !== lesson.id) return
      tx.update(lessons)
        .set({ position: at + 1, sectionId: section.id })
        .where(eq(lessons.id, other.id))
        .run()
    })
    touch(tx, courseId, now)
    record(tx, { type: 'lesson.moved', actor, subject: lessonId, data: { courseId } }, now)
  })
}

/** Puts a section at a place (from 0) of its course. */
export function moveSection(
  tenant: Tenant,
  actor: string,
  courseId: string,
  sectionId: string,
  index: number,
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    const section = sectionById(tx, courseId, sectionId)
    const others = sectionsInOrder(tx, courseId).filter((other) => other.id !== section.id)
    others.splice(Math.max(0, index), 0, section)
    others.forEach((other, at) => {
      tx.update(sections)
        .set({ position: at + 1 })
        .where(eq(sections.id, other.id))
        .run()
    })
    touch(tx, courseId, now)
    record(tx, { type: 'section.moved', actor, subject: sectionId, data: { courseId } }, now)
  })
}

/** Takes a lesson out of the course; `restoreLesson` puts it back where it was. */
export const deleteLesson = (tenant: Tenant, actor: string, courseId: string, lessonId: string, now = Date.now()): Promise<void> =>
  deleteLessons(tenant, actor, courseId, [lessonId], now)

/** Takes a section out with its lessons; they carry the same moment, so `restoreSection` brings back just those. */
export function deleteSection(tenant: Tenant, actor: string, courseId: string, sectionId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const section = sectionById(tx, courseId, sectionId)
    for (const lesson of lessonsInOrder(tx, courseId)) {
      if (lesson.sectionId === section.id)
        tx.update(lessons).set({ deletedAt: now, deletedBy: actor }).where(eq(lessons.id, lesson.id)).run()
    }
    tx.update(sections).set({ deletedAt: now, deletedBy: actor }).where(eq(sections.id, section.id)).run()
    touch(tx, courseId, now)
    record(tx, { type: 'section.deleted', actor, subject: section.id, data: { courseId } }, now)
  })
}
