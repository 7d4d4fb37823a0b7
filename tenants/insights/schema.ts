import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What each of the staff has seen of the school. Times are milliseconds, 0 for never. */
export const staffSeen = sqliteTable('staff_seen', {
  personId: text('person_id').primaryKey(),
  /** Up to here the notifications are read. */
  readSeq: integer('read_seq').notNull().default(0),
  readAt: integer('read_at').notNull().default(0),
  /** When they were last heard from. */
  hereAt: integer('here_at').notNull().default(0),
  /** When they had last been here before the visit that goes on. */
  sinceAt: integer('since_at').notNull().default(0),
})

/** What somebody does not want to be told of. */
export const staffMuted = sqliteTable('staff_muted', { personId: text('person_id').notNull(), kind: text('kind').notNull() }, (t) => [
  primaryKey({ columns: [t.personId, t.kind] }),
])

/** Kept by triggers. */
export const courseDays = sqliteTable(
  'course_days',
  {
    /** Since 1970, UTC. */
    day: integer('day').notNull(),
    /** Empty for who joined the school, in whatever course. */
    courseId: text('course_id').notNull(),
    joined: integer('joined').notNull().default(0),
    lessons: integer('lessons').notNull().default(0),
    finished: integer('finished').notNull().default(0),
    redeemed: integer('redeemed').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.day, t.courseId] })],
)

/** Kept by triggers: who learned in a week, in each course, and with an empty course in any. */
export const learnerWeeks = sqliteTable(
  'learner_weeks',
  { week: integer('week').notNull(), courseId: text('course_id').notNull(), studentId: text('student_id').notNull() },
  (t) => [primaryKey({ columns: [t.week, t.courseId, t.studentId] })],
)
