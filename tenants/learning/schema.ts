import { blob, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
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

/** One film in one lesson, as all its viewers watched it (./watch-curve.ts). */
export const watchCurves = sqliteTable('watch_curves', {
  id: integer('id').primaryKey(),
  lessonId: text('lesson_id').notNull(),
  assetId: text('asset_id').notNull(),
  viewers: integer('viewers').notNull().default(0),
  finished: integer('finished').notNull().default(0),
  seconds: integer('seconds').notNull(),
  steps: blob('steps', { mode: 'buffer' }).notNull(),
  beganAt: integer('began_at').notNull(),
  watchedAt: integer('watched_at').notNull(),
})

/** One film in one lesson, as one student watched it (./watch-trace.ts). */
export const watchTraces = sqliteTable(
  'watch_traces',
  {
    studentId: text('student_id').notNull(),
    curveId: integer('curve_id').notNull(),
    runs: blob('runs', { mode: 'buffer' }).notNull(),
    watchedAt: integer('watched_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.studentId, t.curveId] })],
)

export type Enrollment = typeof enrollments.$inferSelect
