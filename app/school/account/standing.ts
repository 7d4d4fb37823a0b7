import type { TFunction } from 'i18next'
import type { OwnEnrollment } from '#tenants/learning/enrollments-of.ts'

const HOW: Readonly<Record<string, string>> = {
  code: 'account.courses.code',
  staff: 'account.courses.staff',
  import: 'account.courses.import',
}

type Standing = Pick<OwnEnrollment, 'source' | 'createdAt' | 'revokedAt' | 'endsAt' | 'hasEnded'>

/** How a student came into a course, since when, and until when. */
export function standingOf(t: TFunction, language: string, enrollment: Standing): string {
  const day = (at: number) => new Date(at).toLocaleDateString(language, { dateStyle: 'medium', timeZone: 'UTC' })
  const { source, createdAt } = enrollment
  return [t(HOW[source] ?? 'account.courses.other'), t('account.courses.since', { day: day(createdAt) }), untilOf(t, day, enrollment)].join(
    ' · ',
  )
}

function untilOf(t: TFunction, day: (at: number) => string, { revokedAt, endsAt, hasEnded }: Standing): string {
  if (revokedAt !== null) return t('account.courses.revoked', { day: day(revokedAt) })
  if (endsAt === null) return t('account.courses.forever')
  return t(hasEnded ? 'account.courses.ended' : 'account.courses.until', { day: day(endsAt) })
}
