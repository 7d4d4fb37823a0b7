import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { z } from 'zod'
import type { Rendition } from './jobs.ts'

export const assets = sqliteTable('assets', {
  id: text('id').primaryKey(),
  kind: text('kind', { enum: ['video', 'image'] }).notNull(),
  state: text('state', { enum: ['uploading', 'processing', 'ready', 'failed'] }).notNull(),
  name: text('name').notNull(),
  size: integer('size').notNull(),
  sourceKey: text('source_key'),
  outputPrefix: text('output_prefix'),
  seconds: real('seconds'),
  width: integer('width'),
  height: integer('height'),
  /** A video's rungs, or a picture's widths. */
  renditions: text('renditions', { mode: 'json' }).$type<z.infer<typeof Rendition>[] | { width: number; height: number }[]>(),
  outputBytes: integer('output_bytes').notNull().default(0),
  /** The attempt of which something can be watched before it is done, and up to which second. */
  earlyAttempt: text('early_attempt'),
  earlyUntil: real('early_until'),
  /** Opens the segments where they are encrypted: 16 bytes, hex. Of each video from the beginning, encrypted or not. */
  segmentKey: text('segment_key'),
  failure: text('failure'),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  readyAt: integer('ready_at'),
  deletedAt: integer('deleted_at'),
  /** Since when nothing refers to it, as the sweep last found; null while something does. */
  unusedSince: integer('unused_since'),
})

export const uploads = sqliteTable('uploads', {
  id: text('id').primaryKey(),
  assetId: text('asset_id').notNull(),
  storageKey: text('storage_key').notNull(),
  storageUploadId: text('storage_upload_id').notNull(),
  size: integer('size').notNull(),
  partSize: integer('part_size').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: integer('created_at').notNull(),
  finishedAt: integer('finished_at'),
})

export type Asset = typeof assets.$inferSelect
