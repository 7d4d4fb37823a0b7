import type { TFunction } from 'i18next'
import { duration } from '#app/ui/moments.ts'

/** “2 h 22 min”; nothing for what has no length yet. */
export const courseLength = (seconds: number): string | null => (seconds < 1 ? null : duration(seconds))

/** “12 lessons · 2 h 22 min”. */
export const courseFacts = (t: TFunction, course: { lessons: number; seconds: number }): string =>
  [t('site.facts.lessons', { count: course.lessons }), courseLength(course.seconds)].filter(Boolean).join(' · ')
