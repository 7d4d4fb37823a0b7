import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What was written to whom in this school. The text is made when it is sent, from these ids. */
export const mails = sqliteTable('mails', {
  id: text('id').primaryKey(),
  letter: text('letter').notNull(),
  studentId: text('student_id'),
  /** Where it is not the student's own address of the day it is sent. */
  address: text('address'),
  data: text('data', { mode: 'json' }).notNull(),
  createdAt: integer('created_at').notNull(),
  sentAt: integer('sent_at'),
  failedAt: integer('failed_at'),
  reason: text('reason'),
})
