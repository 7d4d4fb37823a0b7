import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const jobs = sqliteTable('jobs', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  payload: text('payload', { mode: 'json' }).notNull(),
  subject: text('subject').notNull(),
  state: text('state', { enum: ['waiting', 'running', 'done', 'failed', 'cancelled'] }).notNull(),
  attempt: integer('attempt').notNull().default(0),
  failures: integer('failures').notNull().default(0),
  losses: integer('losses').notNull().default(0),
  runAt: integer('run_at').notNull(),
  heardAt: integer('heard_at'),
  progress: real('progress').notNull().default(0),
  reason: text('reason'),
  reasonDetail: text('reason_detail'),
  createdAt: integer('created_at').notNull(),
  startedAt: integer('started_at'),
  finishedAt: integer('finished_at'),
  /** What its attempts left behind has still to be swept. */
  untidy: integer('untidy', { mode: 'boolean' }).notNull().default(false),
})

export type Job = typeof jobs.$inferSelect
