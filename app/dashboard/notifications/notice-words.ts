import { useTranslation } from 'react-i18next'
import { useClock } from '#app/ui/clock.tsx'
import { day } from '#app/ui/moments.ts'
import { urls } from '#app/urls.ts'
import type { Deed } from '#tenants/insights/colleagues.ts'
import type { Notice } from '#tenants/insights/notices.ts'

export type Names = Readonly<Record<string, string>>
type Told = Pick<Deed, 'what' | 'of' | 'actor' | 'times' | 'courseTitle'>

/** What a colleague did, as a sentence. */
export function useDeedWords(names: Names): (deed: Told) => string {
  const { t } = useTranslation()
  return ({ what, of, actor, times: count, courseTitle: title }) => {
    const who = names[actor] ?? t('notices.left')
    const isPart = of !== 'course' && (what === 'deleted' || what === 'restored')
    return isPart ? t(`notices.deeds.${of}.${what}`, { who, title, count }) : t(`notices.deeds.course.${what}`, { who, title })
  }
}

/** A notice as a sentence. */
export function useNoticeWords(names: Names): (notice: Notice) => string {
  const { t } = useTranslation()
  const { now, locale } = useClock()
  const deed = useDeedWords(names)
  return (notice) => {
    switch (notice.kind) {
      case 'videos':
        return t(`notices.videos.${notice.what}`, { title: notice.title })
      case 'batches':
        return t(`notices.batches.${notice.what}`, {
          title: notice.title,
          day: notice.expiresAt === null ? '' : day(notice.expiresAt, now, locale, 'UTC'),
        })
      case 'completions':
        return t('notices.completions', { count: notice.times, name: notice.name, title: notice.title })
      case 'joins':
        return t('notices.joins', { count: notice.times, name: notice.name })
      case 'letters':
        return t('notices.letters', { count: notice.times, name: notice.name })
      case 'colleagues':
        return deed({ ...notice, courseTitle: notice.title })
    }
  }
}

/** Where one looks at what a notice tells. */
export function placeOfNotice(school: string, notice: Notice): string {
  const { dashboard } = urls
  switch (notice.kind) {
    case 'videos':
      return notice.courseId && notice.lessonId ? dashboard.lesson(school, notice.courseId, notice.lessonId) : dashboard.jobs(school)
    case 'batches':
      return dashboard.batch(school, notice.courseId, notice.batchId)
    case 'completions':
      return notice.times === 1 ? dashboard.student(school, notice.studentId) : dashboard.people(school, { course: notice.courseId })
    case 'joins':
    case 'letters':
      return notice.times === 1 ? dashboard.student(school, notice.studentId) : dashboard.people(school)
    case 'colleagues':
      return notice.isThere ? dashboard.course(school, notice.courseId) : dashboard.trash(school)
  }
}
