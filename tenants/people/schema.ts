import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { linkTable } from './link-table.ts'
import { sessionTable } from './session-table.ts'

export const students = sqliteTable('students', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  /** When they last signed in, came back or learned; triggers keep it. */
  seenAt: integer('seen_at').notNull().default(0),
})

export const studentLinks = linkTable('student_links', 'student_id')

export const studentSessions = sessionTable('student_id')

export type Student = typeof students.$inferSelect
