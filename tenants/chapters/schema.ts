import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Chapter } from './chapter.ts'

/** The chapters of one film. A list that was emptied stays, so that its versions are never counted anew. */
export const chapters = sqliteTable('chapters', {
  assetId: text('asset_id').primaryKey(),
  /** In the order of time. */
  list: text('list', { mode: 'json' }).$type<readonly Chapter[]>().notNull(),
  /** Counts its changes: who saves says which one theirs is based on. */
  version: integer('version').notNull(),
  changedBy: text('changed_by').notNull(),
  changedAt: integer('changed_at').notNull(),
})
