import { and, eq, inArray, type SQL } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { courseStaff, courses } from './schema.ts'

export const teaches = (db: Reading, courseId: string, personId: string): boolean =>
  db
    .select({ id: courseStaff.courseId })
    .from(courseStaff)
    .where(and(eq(courseStaff.courseId, courseId), eq(courseStaff.personId, personId)))
    .get() !== undefined

/** Which courses of a list somebody sees: all, or those they teach. */
export const taughtBy = (db: Reading, personId: string | undefined): SQL | undefined =>
  personId === undefined
    ? undefined
    : inArray(courses.id, db.select({ id: courseStaff.courseId }).from(courseStaff).where(eq(courseStaff.personId, personId)))
