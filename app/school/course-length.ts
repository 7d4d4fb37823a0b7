import type { TFunction } from 'i18next'
import { duration } from '#app/ui/moments.ts'

/** “2 h 22 min”, below an hour “48:05”, as every player shows it; nothing for what has no length yet. */
export function courseLength(t: TFunction, seconds: number): string | null {
  if (seconds <= 0) return null
  if (seconds < 3_600) return duration(seconds)
  const whole = Math.round(seconds / 60)
  const [hours, minutes] = [Math.floor(whole / 60), whole % 60]
  return minutes === 0 ? t('site.facts.hours', { hours }) : t('site.facts.both', { hours, minutes })
}

/** “12 lessons · 2 h 22 min”. */
export const courseFacts = (t: TFunction, course: { lessons: number; seconds: number }): string =>
  [t('site.facts.lessons', { count: course.lessons }), courseLength(t, course.seconds)].filter(Boolean).join(' · ')
