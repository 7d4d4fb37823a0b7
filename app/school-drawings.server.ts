import { createHash } from 'node:crypto'
import type { CourseCard, SchoolFace } from '#tenants/site/pages.ts'
import { initialOf } from './school-icon.ts'
import { urls } from './urls.ts'

/** Raised when the same inputs are drawn differently: every address then is a new one. */
const DRAWN = 1

/** What Open Graph asks for, in pixels. */
export const SOCIAL_WIDTH = 1200
export const SOCIAL_HEIGHT = 630

export const ICON_SIZES = [32, 180, 192, 512] as const
export type IconSize = (typeof ICON_SIZES)[number]

const stampOf = (...inputs: readonly (string | null)[]): string =>
  createHash('sha256')
    .update(JSON.stringify([DRAWN, ...inputs]))
    .digest('hex')
    .slice(0, 16)

export const iconStamp = ({ name, accent, fonts, mark }: SchoolFace): string =>
  mark ? stampOf(mark.assetId) : stampOf(initialOf(name), accent, fonts)

/** Where the icons of a school are now. */
export const iconPaths = (face: SchoolFace): Record<IconSize, string> => {
  const stamp = iconStamp(face)
  return {
    32: urls.school.icon(stamp, 32),
    180: urls.school.icon(stamp, 180),
    192: urls.school.icon(stamp, 192),
    512: urls.school.icon(stamp, 512),
  }
}

/** What a social picture shows: of the school, or of one of its courses. */
export type SocialOf = Pick<CourseCard, 'slug' | 'title' | 'cover'>

export const socialStamp = (face: SchoolFace, course?: SocialOf): string =>
  stampOf(
    ...[face.name, face.tagline, face.accent, face.fonts, face.mark?.assetId ?? null],
    ...(course ? [course.title, course.cover?.assetId ?? null] : []),
  )

export const socialPath = (face: SchoolFace, course?: SocialOf): string => urls.school.social(socialStamp(face, course), course?.slug)
