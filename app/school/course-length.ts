import type { TFunction } from 'i18next'

/** “2 h 22 min”, “48 min”; nothing for what has no length yet. */
export function courseLength(t: TFunction, seconds: number): string | null {
  if (seconds <= 0) return null
  const whole = Math.max(1, Math.round(seconds / 60))
  const [hours, minutes] = [Math.floor(whole / 60), whole % 60]
  if (hours === 0) return t('site.facts.minutes', { minutes })
  return minutes === 0 ? t('site.facts.hours', { hours }) : t('site.facts.both', { hours, minutes })
}

/** “12 lessons · 2 h 22 min”. */
export const courseFacts = (t: TFunction, course: { lessons: number; seconds: number }): string =>
  [t('site.facts.lessons', { count: course.lessons }), courseLength(t, course.seconds)].filter(Boolean).join(' · ')
