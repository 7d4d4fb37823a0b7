import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { CourseUnknown, LessonUnknown, SectionUnknown } from './failures.ts'
import { type Course, courses, type Lesson, lessons, type Section, sections } from './schema.ts'

/** @throws CourseUnknown */
export function courseById(db: Reading, id: string): Course {
  const course = db
    .select()
    .from(courses)
    .where(and(eq(courses.id, id), isNull(courses.deletedAt)))
    .get()
  if (!course) throw new CourseUnknown()
  return course
}

/** @throws SectionUnknown */
export function sectionById(db: Reading, courseId: string, id: string): Section {
  const section = db
    .select()
    .from(sections)
    .where(and(eq(sections.id, id), eq(sections.courseId, courseId), isNull(sections.deletedAt)))
    .get()
  if (!section) throw new SectionUnknown()
  return section
}

/** @throws LessonUnknown */
export function lessonById(db: Reading, courseId: string, id: string): Lesson {
  const lesson = db
    .select()
    .from(lessons)
    .where(and(eq(lessons.id, id), eq(lessons.courseId, courseId), isNull(lessons.deletedAt)))
    .get()
  if (!lesson) throw new LessonUnknown()
  return lesson
}

export const sectionsInOrder = (db: Reading, courseId: string): Section[] =>
  db
    .select()
    .from(sections)
    .where(and(eq(sections.courseId, courseId), isNull(sections.deletedAt)))
    .orderBy(asc(sections.position))
    .all()

export const lessonsInOrder = (db: Reading, courseId: string): Lesson[] =>
  db
    .select()
    .from(lessons)
    .where(and(eq(lessons.courseId, courseId), isNull(lessons.deletedAt)))
    .orderBy(asc(lessons.position))
    .all()
