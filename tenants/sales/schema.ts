import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const codeBatches = sqliteTable('code_batches', {
  id: text('id').primaryKey(),
  courseId: text('course_id').notNull(),
  label: text('label').notNull(),
  count: integer('count').notNull(),
  expiresAt: integer('expires_at'),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  withdrawnAt: integer('withdrawn_at'),
})

export const codes = sqliteTable('codes', {
  id: text('id').primaryKey(),
  batchId: text('batch_id').notNull(),
  /** Normalised: upper case, no dashes. */
  text: text('text').notNull().unique(),
  usedAt: integer('used_at'),
  usedBy: text('used_by'),
})

export type CodeBatch = typeof codeBatches.$inferSelect
