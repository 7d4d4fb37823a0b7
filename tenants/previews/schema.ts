import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const previewSessions = sqliteTable('preview_sessions', {
  id: text('id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  courseId: text('course_id').notNull(),
  personId: text('person_id').notNull(),
  /** The hash of the session on the platform's host it was begun in: it ends with that one. */
  begunIn: text('begun_in').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
})
