import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Outline } from './outline.ts'

export const courses = sqliteTable('courses', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  title: text('title').notNull(),
  outcome: text('outcome').notNull().default(''),
  description: text('description').notNull().default(''),
  /** Minor units of `currency`; 0 is free. */
  price: integer('price').notNull().default(0),
  currency: text('currency').notNull().default('USD'),
  coverAssetId: text('cover_asset_id'),
  position: real('position').notNull(),
  publishedVersionId: text('published_version_id'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  deletedAt: integer('deleted_at'),
  deletedBy: text('deleted_by'),
})

export const sections = sqliteTable('sections', {
  id: text('id').primaryKey(),
  courseId: text('course_id').notNull(),
  title: text('title').notNull(),
  position: real('position').notNull(),
  createdAt: integer('created_at').notNull(),
  deletedAt: integer('deleted_at'),
  deletedBy: text('deleted_by'),
})

export const lessons = sqliteTable('lessons', {
  id: text('id').primaryKey(),
  courseId: text('course_id').notNull(),
  sectionId: text('section_id').notNull(),
  title: text('title').notNull(),
  kind: text('kind', { enum: ['video', 'text'] }).notNull(),
  position: real('position').notNull(),
  preview: integer('preview', { mode: 'boolean' }).notNull().default(false),
  bodyId: text('body_id'),
  assetId: text('asset_id'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  deletedAt: integer('deleted_at'),
  deletedBy: text('deleted_by'),
})

export const lessonBodies = sqliteTable('lesson_bodies', {
  id: text('id').primaryKey(),
  html: text('html').notNull(),
  words: integer('words').notNull(),
  frozen: integer('frozen', { mode: 'boolean' }).notNull().default(false),
  updatedAt: integer('updated_at').notNull(),
})

export const courseVersions = sqliteTable('course_versions', {
  id: text('id').primaryKey(),
  courseId: text('course_id').notNull(),
  number: integer('number').notNull(),
  outline: text('outline', { mode: 'json' }).$type<Outline>().notNull(),
  publishedBy: text('published_by').notNull(),
  publishedAt: integer('published_at').notNull(),
})

/** Which videos a version shows; a trigger keeps it. */
export const versionVideos = sqliteTable(
  'version_videos',
  { assetId: text('asset_id').notNull(), versionId: text('version_id').notNull() },
  (t) => [primaryKey({ columns: [t.assetId, t.versionId] })],
)

/** Who teaches a course: what staff with their own courses only may see. */
export const courseStaff = sqliteTable(
  'course_staff',
  { courseId: text('course_id').notNull(), personId: text('person_id').notNull(), createdAt: integer('created_at').notNull() },
  (t) => [primaryKey({ columns: [t.courseId, t.personId] })],
)

/** Which pictures a text shows; triggers keep it. */
export const bodyPictureUses = sqliteTable(
  'body_pictures',
  { assetId: text('asset_id').notNull(), bodyId: text('body_id').notNull() },
  (t) => [primaryKey({ columns: [t.assetId, t.bodyId] })],
)

/** Which texts a version shows; a trigger keeps it. */
export const versionBodies = sqliteTable(
  'version_bodies',
  { bodyId: text('body_id').notNull(), versionId: text('version_id').notNull() },
  (t) => [primaryKey({ columns: [t.bodyId, t.versionId] })],
)

export type Course = typeof courses.$inferSelect
export type Section = typeof sections.$inferSelect
export type Lesson = typeof lessons.$inferSelect
