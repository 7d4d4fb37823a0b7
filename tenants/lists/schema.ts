import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Screen } from './screens.ts'

/** Named for the first ones there were. */
export const savedLists = sqliteTable('student_segments', {
  id: text('id').primaryKey(),
  screen: text('screen').$type<Screen>().notNull().default('people'),
  name: text('name').notNull(),
  /** As in the address of the screen. */
  query: text('query').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
})
