import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm'
import { lessonsOf, type OutlineSection, secondsOf } from '#tenants/courses/outline.ts'
import { courses, courseVersions } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { publishedById, publishedBySlug } from '#tenants/learning/published.ts'
import { assetById } from '#tenants/media/asset.ts'
import type { SchoolRow } from './schema.ts'
import { pictureWidths, schoolProfile } from './school-profile.ts'

/** A picture by its asset and the widths it comes in. */
export interface Picture {
  readonly assetId: string
  readonly widths: readonly number[]
}

/** A picture with its width by its height: a word-mark is wide, a sign is square. */
export interface LogoPicture extends Picture {
  readonly ratio: number
}

export interface SchoolFace extends Pick<SchoolRow, 'name' | 'tagline' | 'about' | 'instructorName' | 'accent' | 'locale'> {
  readonly fonts: string
  readonly corners: SchoolRow['corners']
  readonly theme: SchoolRow['theme']
  readonly logo: LogoPicture | null
  /** Null while the one for light pages serves for both. */
  readonly logoDark: LogoPicture | null
  /** What icons are made from: the mark, or else a logo that is about square. */
  readonly mark: LogoPicture | null
}

export interface CourseCard {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly outcome: string
  readonly price: number
  readonly currency: string
  readonly cover: Picture | null
  readonly lessons: number
  readonly seconds: number
  /** The first lesson that visitors may watch. */
  readonly freeLessonId: string | null
  /** That is the one the course begins with. */
  readonly beginsFree: boolean
  /** Its sections that hold a lesson. */
  readonly chapters: readonly { readonly id: string; readonly title: string; readonly lessons: number }[]
}

export interface HomePage {
  readonly school: SchoolFace
  readonly courses: readonly CourseCard[]
}

export interface CoursePage {
  readonly school: SchoolFace
  readonly course: CourseCard & { readonly description: string; readonly sections: readonly OutlineSection[] }
}

export function picture(db: Reading, assetId: string | null): Picture | null {
  const widths = pictureWidths(db, assetId)
  return assetId && widths.length ? { assetId, widths } : null
}

export function schoolFace(db: Reading): SchoolFace {
  const { name, tagline, about, instructorName, accent, locale, fonts, corners, theme, ...ids } = schoolProfile(db)
  const logo = logoPicture(db, ids.logoAssetId)
  const mark = logoPicture(db, ids.markAssetId) ?? (logo && Math.abs(Math.log(logo.ratio)) < SQUARE ? logo : null)
  const logoDark = logoPicture(db, ids.logoDarkAssetId)
  return { name, tagline, about, instructorName, accent, locale, fonts, corners, theme, logo, logoDark, mark }
}

/** A quarter wider than high, or higher than wide, is still a square to the eye. */
const SQUARE = Math.log(1.25)

function logoPicture(db: Reading, assetId: string | null): LogoPicture | null {
  const found = picture(db, assetId)
  const { width, height } = (assetId && assetById(db, assetId)) || { width: null, height: null }
  return found && { ...found, ratio: width && height ? width / height : 1 }
}

type Shown = { course: typeof courses.$inferSelect; outline: typeof courseVersions.$inferSelect.outline }

function card(db: Reading, { course, outline }: Shown): CourseCard {
  const lessons = lessonsOf(outline)
  const { id, slug, outcome, price, currency } = course
  return {
    id,
    slug,
    title: outline.title,
    outcome,
    price,
    currency,
    cover: picture(db, course.coverAssetId),
    lessons: lessons.length,
    seconds: secondsOf(lessons),
    freeLessonId: lessons.find((lesson) => lesson.preview)?.id ?? null,
    beginsFree: lessons[0]?.preview ?? false,
    chapters: outline.sections
      .filter((section) => section.lessons.length > 0)
      .map((section) => ({ id: section.id, title: section.title, lessons: section.lessons.length })),
  }
}

export function homePage(db: Reading): HomePage {
  const published = db
    .select({ course: courses, outline: courseVersions.outline })
    .from(courses)
    .innerJoin(courseVersions, eq(courseVersions.id, courses.publishedVersionId))
    .where(and(isNull(courses.deletedAt), isNotNull(courses.publishedVersionId)))
    .orderBy(asc(courses.position))
    .all()
  return { school: schoolFace(db), courses: published.map((shown) => card(db, shown)) }
}

/** @throws CourseUnknown */
export function coursePage(db: Reading, slug: string): CoursePage {
  return pageOf(db, publishedBySlug(db, slug))
}

/** The page of a course with this outline. */
export const pageOf = (db: Reading, shown: Shown): CoursePage => ({
  school: schoolFace(db),
  course: { ...card(db, shown), description: shown.course.description, sections: shown.outline.sections },
})

/** A course as a card, or undefined while it is not published. */
export function courseCard(db: Reading, courseId: string): CourseCard | undefined {
  const shown = publishedById(db, courseId)
  return shown && card(db, shown)
}
