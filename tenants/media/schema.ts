import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { z } from 'zod'
import { COLD_CLASSES } from '#integrations/storage/storage.ts'
import type { Rendition } from './jobs.ts'

/** Who can prepare videos: our own ffmpeg, here or on workers, or Mux. */
export const PREPARERS = ['lectern', 'mux'] as const
export type Preparer = (typeof PREPARERS)[number]

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
  /** The ladder a video was prepared on, as `LADDER_PRINT` says it; null when who made it did not say. */
  ladder: text('ladder'),
  /** Small pictures of the whole film were made with it. */
  storyboard: integer('storyboard', { mode: 'boolean' }).notNull().default(false),
  /** The cheaper class of storage its source was moved to. */
  sourceClass: text('source_class', { enum: COLD_CLASSES }),
  /** When its source was deleted by the school's own rule. */
  sourceDeletedAt: integer('source_deleted_at'),
  /** The object of a source that was deleted, until the object is too. */
  leftSourceKey: text('left_source_key'),
  /** Who prepared what students watch; of one that was never ready, who is to. */
  preparedBy: text('prepared_by', { enum: PREPARERS }).notNull().default('lectern'),
  /** The upload at Mux it came by; what Mux made of it, or is making beside what plays; and what that is played by. */
  muxUploadId: text('mux_upload_id'),
  muxAssetId: text('mux_asset_id'),
  muxPlaybackId: text('mux_playback_id'),
})

/** What was made of a video before it was prepared again, for players that began with it. */
export const retiredOutputs = sqliteTable('retired_outputs', {
  outputPrefix: text('output_prefix').primaryKey(),
  assetId: text('asset_id').notNull(),
  bytes: integer('bytes').notNull(),
  until: integer('until').notNull(),
})

/** What a school used in one month. Bytes are the most that was held at one time, except what was delivered. */
export const usageMonths = sqliteTable('usage_months', {
  /** In UTC: `2026-11`. */
  month: text('month_id').primaryKey(),
  /** Length of what was prepared, each time it was. */
  encodedSeconds: real('encoded_seconds').notNull().default(0),
  encodes: integer('encodes').notNull().default(0),
  /** Length of the videos that were kept. */
  storedSeconds: real('stored_seconds').notNull().default(0),
  sourceBytes: integer('source_bytes').notNull().default(0),
  archivedBytes: integer('archived_bytes').notNull().default(0),
  outputBytes: integer('output_bytes').notNull().default(0),
  otherBytes: integer('other_bytes').notNull().default(0),
  deliveredBytes: integer('delivered_bytes').notNull().default(0),
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
  /** Where the browser sends the file itself, until it has: to Mux. It has no key in storage then. */
  directUrl: text('direct_url'),
})

export type Asset = typeof assets.$inferSelect
