import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What staff can find by a word; kept by triggers, and the index `search` with it. */
export const searchable = sqliteTable('searchable', {
  n: integer('n').primaryKey(),
  id: text('id').notNull().unique(),
  kind: text('kind', { enum: ['kindcourse', 'kindlesson', 'kindstudent'] }).notNull(),
  /** The index holds `words`, which the file makes of this: without letters that not every keyboard has. */
  written: text('written').notNull(),
})
