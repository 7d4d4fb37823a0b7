import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** The captions of one film in one language. */
export const captions = sqliteTable('captions', {
  id: text('id').primaryKey(),
  assetId: text('asset_id').notNull(),
  /** BCP 47, in its canonical form. */
  language: text('language').notNull(),
  state: text('state', { enum: ['draft', 'published'] }).notNull(),
  origin: text('origin', { enum: ['upload', 'speech', 'written'] }).notNull(),
  /** A whole WebVTT file, as it is served. */
  vtt: text('vtt').notNull(),
  cues: integer('cues').notNull(),
  /** Counts its changes: who saves says which one theirs is based on, and the address of the file moves with it. */
  version: integer('version').notNull(),
  madeBy: text('made_by').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  /** Can be brought back for a while. */
  removedAt: integer('removed_at'),
})

/** Half a minute each of what is said in published captions; the index `transcript_search` is kept by triggers. */
export const captionPassages = sqliteTable('caption_passages', {
  n: integer('n').primaryKey(),
  captionsId: text('captions_id').notNull(),
  startMs: integer('start_ms').notNull(),
  written: text('written').notNull(),
})

export type Captions = typeof captions.$inferSelect
