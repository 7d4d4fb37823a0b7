import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** One row: what the school calls itself and how it looks. */
export const school = sqliteTable('school', {
  id: integer('id').primaryKey(),
  name: text('name').notNull(),
  tagline: text('tagline').notNull().default(''),
  about: text('about').notNull().default(''),
  instructorName: text('instructor_name').notNull().default(''),
  accent: text('accent').notNull(),
  /** For light pages, and for dark ones while there is none of their own. */
  logoAssetId: text('logo_asset_id'),
  locale: text('locale').notNull().default('en'),
  createdAt: integer('created_at').notNull(),
  /** A pairing's id (brand.ts). */
  fonts: text('fonts').notNull().default('newsreader-geist'),
  corners: text('corners', { enum: ['sharp', 'soft', 'round'] })
    .notNull()
    .default('soft'),
  /** `system`: as the visitor's device says. */
  theme: text('theme', { enum: ['system', 'light', 'dark'] })
    .notNull()
    .default('system'),
  logoDarkAssetId: text('logo_dark_asset_id'),
  /** Square, for icons. */
  markAssetId: text('mark_asset_id'),
  /** What becomes of videos as they were uploaded, so many days after they are ready; `sourcePolicySince`: since when it is so. */
  sourcePolicy: text('source_policy', { enum: ['keep', 'delete', 'archive'] })
    .notNull()
    .default('keep'),
  sourceGraceDays: integer('source_grace_days').notNull().default(7),
  sourcePolicySince: integer('source_policy_since').notNull().default(0),
  /** Who prepares its new videos; null: whom the platform says. */
  videoBy: text('video_by', { enum: ['lectern', 'mux'] }),
  /** Whether somebody new gets an account by signing in with a provider. */
  openSignUp: integer('open_sign_up', { mode: 'boolean' }).notNull().default(false),
})

/** Bumped by triggers on everything visitors can see. */
export const contentVersion = sqliteTable('content_version', {
  id: integer('id').primaryKey(),
  version: integer('version').notNull(),
})

export type SchoolRow = typeof school.$inferSelect
