import { and, asc, eq, exists, isNull, ne, not, sql } from 'drizzle-orm'
import { hasText } from '#tenants/courses/empty-lessons.ts'
import { SAMPLE } from '#tenants/courses/sample-course.ts'
import { courses, lessonBodies, lessons } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { events } from '#tenants/events/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { students } from '#tenants/people/schema.ts'
import { codeBatches } from '#tenants/sales/schema.ts'

export interface SetupStep {
  readonly id: 'name' | 'brand' | 'course' | 'lesson' | 'publish' | 'codes' | 'student'
  readonly done: boolean
  /** Where the step is taken, once there is a course. */
  readonly courseId: string | null
}

const isSample = sql`(${courses.title} = ${SAMPLE.title} AND ${courses.outcome} = ${SAMPLE.outcome})`

/** The way of a new school from its name to its first student. The sample it may have begun with is none of it. */
export function setupSteps(db: Reading): SetupStep[] {
  const mine = db
    .select({ id: courses.id, published: courses.publishedVersionId })
    .from(courses)
    .where(and(isNull(courses.deletedAt), not(isSample)))
    .orderBy(asc(courses.position))
    .all()
  const published = mine.find((course) => course.published !== null)
  // The course that is nearest to students is the one to go on with.
  const courseId = (published ?? mine.at(-1))?.id ?? null
  const has = (rows: readonly unknown[]) => rows.length > 0
  const step = (id: SetupStep['id'], done: boolean): SetupStep => ({ id, done, courseId })
  const videos = db
    .select({ id: assets.id })
    .from(assets)
    .where(and(eq(assets.kind, 'video'), ne(assets.state, 'uploading'), ne(assets.state, 'failed'), isNull(assets.deletedAt)))
    .limit(1)
    .all()
  const written = db
    .select({ id: lessons.id })
    .from(lessons)
    .innerJoin(courses, eq(courses.id, lessons.courseId))
    .innerJoin(lessonBodies, eq(lessonBodies.id, lessons.bodyId))
    .where(and(isNull(lessons.deletedAt), isNull(courses.deletedAt), not(isSample), hasText))
    .limit(1)
    .all()
  const live = db
    .select({ id: courses.id })
    .from(courses)
    .where(and(eq(courses.id, codeBatches.courseId), isNull(courses.deletedAt), not(isSample)))
  const batches = db.select({ id: codeBatches.id }).from(codeBatches).where(exists(live)).limit(1).all()
  const joined = has(db.select({ id: students.id }).from(students).limit(1).all())
  const branded = db.select({ seq: events.seq }).from(events).where(eq(events.type, 'school.branded')).limit(1).all()
  return [
    step('name', true),
    step('brand', has(branded)),
    step('course', has(mine)),
    step('lesson', has(videos) || has(written)),
    step('publish', published !== undefined),
    // Who was added by hand, or came by a file, needed none.
    step('codes', has(batches) || joined),
    step('student', joined),
  ]
}
