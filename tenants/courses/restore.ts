import { and, eq, isNotNull } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { CourseUnknown, LessonUnknown, NotInTrash, SectionUnknown } from './failures.ts'
import { checkCourseCount, checkCourseSize } from './limits.ts'
import { type Course, courses, type Lesson, lessons, type Section, sections } from './schema.ts'
import { touch } from './touch.ts'
import type { TrashKind } from './trash.ts'

const BACK = { deletedAt: null, deletedBy: null }

export interface InTrash {
  readonly kind: TrashKind
  readonly id: string
}

/**
 * Puts things back where they were, all or none. A section or a course that was deleted meanwhile comes back with what
 * stood in it, as it was deleted.
 * @throws NotInTrash, CourseTooLong, CourseTooManySections, TooManyCourses
 */
export function restoreFromTrash(tenant: Tenant, actor: string, things: readonly InTrash[], now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    for (const thing of things) restoreOne(tx, actor, thing, now)
  })
}

/** The course something in the trash is, or stood in; undefined when it is not there. */
export function courseOfTrash(db: Reading, { kind, id }: InTrash): string | undefined {
  if (kind === 'course') return id
  const table = { section: sections, lesson: lessons }[kind]
  return db.select({ courseId: table.courseId }).from(table).where(eq(table.id, id)).get()?.courseId
}

function restoreOne(tx: Writing, actor: string, { kind, id }: InTrash, now: number): void {
  if (kind === 'course') {
    restoreCourseRow(tx, actor, courseRow(tx, id), now)
    return
  }
  const section = kind === 'section' ? tx.select().from(sections).where(eq(sections.id, id)).get() : undefined
  const lesson = kind === 'lesson' ? tx.select().from(lessons).where(eq(lessons.id, id)).get() : undefined
  const courseId = section?.courseId ?? lesson?.courseId
  if (!courseId) throw new NotInTrash()
  if (section) restoreSectionRow(tx, actor, section, now)
  if (lesson) restoreLessonRow(tx, actor, lesson, now)
  backInCourse(tx, actor, courseId, now)
}

function backInCourse(tx: Writing, actor: string, courseId: string, now: number): void {
  const course = courseRow(tx, courseId)
  if (course.deletedAt !== null) restoreCourseRow(tx, actor, course, now)
  checkCourseSize(tx, courseId)
  touch(tx, courseId, now)
}

/** Does nothing for a course that is back already. @throws TooManyCourses */
export function restoreCourseRow(tx: Writing, actor: string, { id, deletedAt }: Course, now: number): void {
  if (deletedAt === null) return
  tx.update(courses).set(BACK).where(eq(courses.id, id)).run()
  checkCourseCount(tx)
  record(tx, { type: 'course.restored', actor, subject: id, data: {} }, now)
}

/** With the lessons that went with it; they carry its moment. Does nothing for one that is back already. */
export function restoreSectionRow(tx: Writing, actor: string, { id, courseId, deletedAt }: Section, now: number): void {
  if (deletedAt === null) return
  tx.update(lessons)
    .set(BACK)
    .where(and(eq(lessons.sectionId, id), eq(lessons.deletedAt, deletedAt)))
    .run()
  tx.update(sections).set(BACK).where(eq(sections.id, id)).run()
  record(tx, { type: 'section.restored', actor, subject: id, data: { courseId } }, now)
}

/** With its section, if that is gone. Does nothing for one that came back with it. */
function restoreLessonRow(tx: Writing, actor: string, { id, courseId, sectionId }: Lesson, now: number): void {
  const back = tx
    .update(lessons)
    .set(BACK)
    .where(and(eq(lessons.id, id), isNotNull(lessons.deletedAt)))
    .run()
  if (!back.changes) return
  const section = tx.select().from(sections).where(eq(sections.id, sectionId)).get()
  if (section) restoreSectionRow(tx, actor, section, now)
  record(tx, { type: 'lesson.restored', actor, subject: id, data: { courseId } }, now)
}

/**
 * Puts deleted lessons of a course back where they were. A section that was deleted meanwhile comes back with them.
 * @throws LessonUnknown, CourseTooLong, CourseTooManySections
 */
export function restoreLessons(
  tenant: Tenant,
  actor: string,
  courseId: string,
  lessonIds: readonly string[],
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    for (const id of lessonIds) {
      const lesson = tx
        .select()
        .from(lessons)
        .where(and(eq(lessons.id, id), eq(lessons.courseId, courseId), isNotNull(lessons.deletedAt)))
        .get()
      if (!lesson) throw new LessonUnknown()
      restoreLessonRow(tx, actor, lesson, now)
    }
    checkCourseSize(tx, courseId)
    touch(tx, courseId, now)
  })
}

/** @throws as restoreLessons */
export const restoreLesson = (tenant: Tenant, actor: string, courseId: string, lessonId: string, now = Date.now()): Promise<void> =>
  restoreLessons(tenant, actor, courseId, [lessonId], now)

/** @throws SectionUnknown, CourseTooLong, CourseTooManySections */
export function restoreSection(tenant: Tenant, actor: string, courseId: string, sectionId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const section = tx
      .select()
      .from(sections)
      .where(and(eq(sections.id, sectionId), eq(sections.courseId, courseId), isNotNull(sections.deletedAt)))
      .get()
    if (!section) throw new SectionUnknown()
    restoreSectionRow(tx, actor, section, now)
    checkCourseSize(tx, courseId)
    touch(tx, courseId, now)
  })
}

/** @throws CourseUnknown, TooManyCourses */
export function restoreCourse(tenant: Tenant, actor: string, courseId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const course = tx.select().from(courses).where(eq(courses.id, courseId)).get()
    if (!course) throw new CourseUnknown()
    restoreCourseRow(tx, actor, course, now)
  })
}

function courseRow(tx: Writing, id: string): Course {
  const course = tx.select().from(courses).where(eq(courses.id, id)).get()
  if (!course) throw new NotInTrash()
  return course
}
