import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { courses } from './schema.ts'

/** Notes that a course's draft was changed now. */
export const touch = (tx: Writing, courseId: string, now: number) =>
  tx.update(courses).set({ updatedAt: now }).where(eq(courses.id, courseId)).run()
