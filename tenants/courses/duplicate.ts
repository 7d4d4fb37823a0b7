import { eq } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { freeSlug, nextPosition } from './create-course.ts'
import { courseById, lessonsInOrder, sectionById, sectionsInOrder } from './find.ts'
import { checkCourseCount, checkCourseSize } from './limits.ts'
import { inCourseOrder } from './move-lessons.ts'
import { type Course, courseStaff, courses, type Lesson, lessonBodies, lessons, type Section, sections } from './schema.ts'
import { touch } from './touch.ts'

const TITLE = 200

/** Names a copy, in words of the person's language: `Weld (copy)`. */
export type CopyName = (title: string) => string

/**
 * Copies lessons, each right behind its original, and answers their ids in the order of the originals. Texts are copied,
 * videos are the same files; no copy is open to visitors, and none has progress.
 * @throws LessonUnknown, CourseTooLong
 */
export function duplicateLessons(
  tenant: Tenant,
  actor: string,
  courseId: string,
  lessonIds: readonly string[],
  name: CopyName,
  now = Date.now(),
): Promise<string[]> {
  return tenant.transact((tx) => {
    const originals = inCourseOrder(tx, courseId, lessonIds)
    const copied = new Set(originals.map((lesson) => lesson.id))
    const all = lessonsInOrder(tx, courseId)
    const made: string[] = []
    for (const sectionId of new Set(originals.map((lesson) => lesson.sectionId))) {
      let position = 0
      for (const lesson of all.filter((one) => one.sectionId === sectionId)) {
        position++
        if (lesson.position !== position) tx.update(lessons).set({ position }).where(eq(lessons.id, lesson.id)).run()
        if (!copied.has(lesson.id)) continue
        made.push(copyLesson(tx, actor, lesson, { courseId, sectionId, position: ++position, title: nameOf(lesson.title, name) }, now))
      }
    }
    checkCourseSize(tx, courseId)
    touch(tx, courseId, now)
    return made
  })
}

/** Copies a section with its lessons, right behind it. Answers its id. @throws SectionUnknown, CourseTooLong, CourseTooManySections */
export function duplicateSection(
  tenant: Tenant,
  actor: string,
  courseId: string,
  sectionId: string,
  name: CopyName,
  now = Date.now(),
): Promise<string> {
  return tenant.transact((tx) => {
    const original = sectionById(tx, courseId, sectionId)
    let position = 0
    let made = ''
    for (const section of sectionsInOrder(tx, courseId)) {
      tx.update(sections).set({ position: ++position }).where(eq(sections.id, section.id)).run()
      if (section.id === original.id)
        made = copySection(
          tx,
          actor,
          original,
          lessonsInOrder(tx, courseId),
          { courseId, position: ++position, title: nameOf(original.title, name) },
          now,
        )
    }
    checkCourseSize(tx, courseId)
    touch(tx, courseId, now)
    return made
  })
}

/**
 * Copies a course as a draft that nobody is in: its words, price, cover, sections and lessons. Codes, students and what
 * they have done stay with the original.
 * @throws CourseUnknown, TooManyCourses
 */
export function duplicateCourse(tenant: Tenant, actor: string, courseId: string, name: CopyName, now = Date.now()): Promise<Course> {
  return tenant.transact((tx) => {
    const original = courseById(tx, courseId)
    const title = nameOf(original.title, name)
    const course: Course = {
      ...original,
      id: newId('course', now),
      slug: freeSlug(tx, title),
      title,
      position: nextPosition(tx),
      publishedVersionId: null,
      createdAt: now,
      updatedAt: now,
    }
    tx.insert(courses).values(course).run()
    checkCourseCount(tx)
    tx.insert(courseStaff).values({ courseId: course.id, personId: actor, createdAt: now }).run()
    record(tx, { type: 'course.created', actor, subject: course.id, data: { copyOf: courseId } }, now)
    const all = lessonsInOrder(tx, courseId)
    for (const section of sectionsInOrder(tx, courseId)) {
      copySection(tx, actor, section, all, { courseId: course.id, position: section.position, title: section.title, previews: true }, now)
    }
    return course
  })
}

type SectionPlace = { courseId: string; position: number; title: string; previews?: boolean }

function copySection(
  tx: Writing,
  actor: string,
  original: Section,
  all: readonly Lesson[],
  { previews = false, ...at }: SectionPlace,
  now: number,
): string {
  const id = newId('section', now)
  tx.insert(sections)
    .values({ ...at, id, createdAt: now })
    .run()
  record(tx, { type: 'section.created', actor, subject: id, data: { courseId: at.courseId, copyOf: original.id } }, now)
  for (const lesson of all) {
    if (lesson.sectionId !== original.id) continue
    const { title, position } = lesson
    copyLesson(tx, actor, lesson, { courseId: at.courseId, sectionId: id, position, title, preview: previews && lesson.preview }, now)
  }
  return id
}

type LessonPlace = Pick<Lesson, 'courseId' | 'sectionId' | 'position' | 'title'> & { preview?: boolean }

function copyLesson(tx: Writing, actor: string, original: Lesson, { preview = false, ...place }: LessonPlace, now: number): string {
  const id = newId('lesson', now)
  tx.insert(lessons)
    .values({ ...original, ...place, preview, id, bodyId: copyBody(tx, original.bodyId, now), createdAt: now, updatedAt: now })
    .run()
  record(tx, { type: 'lesson.created', actor, subject: id, data: { courseId: place.courseId, copyOf: original.id } }, now)
  return id
}

/** A text is never shared: an edit of the copy would be one of the original. */
function copyBody(tx: Writing, bodyId: string | null, now: number): string | null {
  const body = bodyId ? tx.select().from(lessonBodies).where(eq(lessonBodies.id, bodyId)).get() : undefined
  if (!body) return null
  const id = newId('body', now)
  tx.insert(lessonBodies)
    .values({ ...body, id, frozen: false })
    .run()
  return id
}

/** The longest title there is leaves room for what makes it a copy's. */
function nameOf(title: string, name: CopyName): string {
  const more = name('').length
  return name(title.slice(0, TITLE - more))
}
