import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Interval } from './coverage.ts'

export const enrollments = sqliteTable('enrollments', {
  id: text('id').primaryKey(),
  studentId: text('student_id').notNull(),
  courseId: text('course_id').notNull(),
  /** How the student came in: `code`, `staff`. */
  source: text('source').notNull(),
  codeId: text('code_id'),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
  /** Until when; null for ever. */
  endsAt: integer('ends_at'),
})

export const lessonProgress = sqliteTable(
  'lesson_progress',
  {
    studentId: text('student_id').notNull(),
    lessonId: text('lesson_id').notNull(),
    courseId: text('course_id').notNull(),
    covered: text('covered', { mode: 'json' }).$type<Interval[]>().notNull().default([]),
    position: real('position').notNull().default(0),
    openedAt: integer('opened_at').notNull(),
    watchedAt: integer('watched_at').notNull(),
    completedAt: integer('completed_at'),
  },
  (t) => [primaryKey({ columns: [t.studentId, t.lessonId] })],
)

export const heartbeatMarks = sqliteTable('heartbeat_marks', {
  player: text('player').primaryKey(),
  studentId: text('student_id').notNull(),
  seq: integer('seq').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export type Enrollment = typeof enrollments.$inferSelect
