import { eq, inArray } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { LessonUnknown, SectionUnknown } from './failures.ts'
import { courseById, lessonsInOrder, sectionById, sectionsInOrder } from './find.ts'
import { checkCourseSize } from './limits.ts'
import { type Lesson, lessons, type Section, sections } from './schema.ts'
import { touch } from './touch.ts'

/** Sections with the lessons that stand in them, in order: a part of a curriculum, as it was. */
export type Arrangement = readonly { readonly section: string; readonly lessons: readonly string[] }[]

/**
 * Puts lessons together at the end of a section, in the order they have now. The section may be one of another course:
 * what students have done of a lesson goes with it, and both courses look to students as before until they are published again.
 * @throws LessonUnknown, SectionUnknown, CourseTooLong
 */
export function moveLessons(
  tenant: Tenant,
  actor: string,
  courseId: string,
  lessonIds: readonly string[],
  to: { courseId: string; sectionId: string },
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    courseById(tx, to.courseId)
    const section = sectionById(tx, to.courseId, to.sectionId)
    const moving = inCourseOrder(tx, courseId, lessonIds)
    const staying = lessonsInOrder(tx, to.courseId).filter((one) => one.sectionId === section.id && !lessonIds.includes(one.id))
    place(tx, actor, section, [...staying, ...moving], new Set(lessonIds), now)
    touch(tx, courseId, now)
    if (to.courseId === courseId) return
    checkCourseSize(tx, to.courseId)
    touch(tx, to.courseId, now)
  })
}

/**
 * Puts lessons back as they stood in these sections, from wherever they are now. What has come into a section since stays
 * behind the lesson it follows; what was deleted since stays deleted.
 * @throws SectionUnknown, CourseTooLong
 */
export function arrangeLessons(tenant: Tenant, actor: string, arrangement: Arrangement, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const touched = new Set<string>()
    for (const wanted of arrangement) {
      const section = livingSection(tx, wanted.section)
      const listed = new Set(wanted.lessons)
      const back = wanted.lessons.flatMap((id) => livingLesson(tx, id) ?? [])
      const order = insertNewcomers(
        back,
        lessonsInOrder(tx, section.courseId).filter((one) => one.sectionId === section.id),
        listed,
      )
      for (const { courseId } of back) touched.add(courseId)
      touched.add(section.courseId)
      place(tx, actor, section, order, listed, now)
    }
    for (const courseId of touched) {
      checkCourseSize(tx, courseId)
      touch(tx, courseId, now)
    }
  })
}

/** The courses an arrangement touches: those of its sections, and those its lessons are in now. */
export function coursesOfArrangement(db: Reading, arrangement: Arrangement): string[] {
  const sectionIds = arrangement.map((one) => one.section)
  const lessonIds = arrangement.flatMap((one) => one.lessons)
  const ofSections = db.select({ id: sections.courseId }).from(sections).where(inArray(sections.id, sectionIds)).all()
  const ofLessons = db.select({ id: lessons.courseId }).from(lessons).where(inArray(lessons.id, lessonIds)).all()
  return [...new Set([...ofSections, ...ofLessons].map(({ id }) => id))]
}

/** Lessons of a course in the order they stand in, whichever they were named in. @throws LessonUnknown */
export function inCourseOrder(db: Reading, courseId: string, ids: readonly string[]): Lesson[] {
  const wanted = new Set(ids)
  const all = lessonsInOrder(db, courseId).filter((lesson) => wanted.has(lesson.id))
  if (all.length < wanted.size) throw new LessonUnknown()
  return sectionsInOrder(db, courseId).flatMap((section) => all.filter((lesson) => lesson.sectionId === section.id))
}

/** Writes the order of a section's lessons; the event names those that were `moving`. */
function place(tx: Writing, actor: string, { id, courseId }: Section, order: readonly Lesson[], moving: ReadonlySet<string>, now: number) {
  order.forEach((lesson, at) => {
    const isThere = lesson.sectionId === id
    if (!isThere || lesson.position !== at + 1)
      tx.update(lessons)
        .set({ courseId, sectionId: id, position: at + 1 })
        .where(eq(lessons.id, lesson.id))
        .run()
    if (!moving.has(lesson.id)) return
    const from = lesson.courseId === courseId ? {} : { from: lesson.courseId }
    if (lesson.courseId !== courseId) tx.update(lessonProgress).set({ courseId }).where(eq(lessonProgress.lessonId, lesson.id)).run()
    record(tx, { type: 'lesson.moved', actor, subject: lesson.id, data: { courseId, ...from } }, now)
  })
}

function insertNewcomers(back: readonly Lesson[], there: readonly Lesson[], listed: ReadonlySet<string>): Lesson[] {
  const order = [...back]
  there.forEach((lesson, at) => {
    if (listed.has(lesson.id)) return
    const before = there[at - 1]
    const follows = before ? order.findIndex((one) => one.id === before.id) : -1
    order.splice(follows + 1, 0, lesson)
  })
  return order
}

function livingSection(tx: Writing, id: string): Section {
  const section = tx.select().from(sections).where(eq(sections.id, id)).get()
  if (!section || section.deletedAt !== null) throw new SectionUnknown()
  courseById(tx, section.courseId)
  return section
}

function livingLesson(tx: Writing, id: string): Lesson | undefined {
  const lesson = tx.select().from(lessons).where(eq(lessons.id, id)).get()
  if (!lesson) throw new LessonUnknown()
  return lesson.deletedAt === null ? lesson : undefined
}
