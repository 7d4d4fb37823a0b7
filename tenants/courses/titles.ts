import { inArray } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { courses, lessons } from './schema.ts'

/** What courses are called, also those that were deleted. */
export const courseTitles = (db: Reading, ids: readonly string[]): Map<string, string> =>
  new Map(
    db
      .select({ id: courses.id, title: courses.title })
      .from(courses)
      .where(inArray(courses.id, [...new Set(ids)]))
      .all()
      .map(({ id, title }) => [id, title]),
  )

/** What lessons are called, also those that were deleted. */
export const lessonTitles = (db: Reading, ids: readonly string[]): Map<string, string> =>
  new Map(
    db
      .select({ id: lessons.id, title: lessons.title })
      .from(lessons)
      .where(inArray(lessons.id, [...new Set(ids)]))
      .all()
      .map(({ id, title }) => [id, title]),
  )
