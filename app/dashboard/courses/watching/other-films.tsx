import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { day } from '#app/ui/moments.ts'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import type { WatchingData } from '../watching.tsx'

/** Films the lesson had before: each has figures of its own. */
export function OtherFilms({ loaded: { others, school, course, lesson, now } }: { loaded: WatchingData }) {
  const { t, i18n } = useTranslation()
  if (!others.length) return null
  return (
    <Section title={t('watching.films.title')} text={t('watching.films.text')} className="mt-10">
      <ul className="divide-y divide-line border-y border-line">
        {others.map(({ assetId, name, viewers, watchedAt }) => (
          <li key={assetId} className="flex flex-wrap items-baseline justify-between gap-x-6 py-2">
            <Link
              to={urls.dashboard.lessonWatching(school, course.id, lesson.id, { film: assetId })}
              className="link min-w-0 wrap-anywhere touch:py-3"
            >
              {name}
            </Link>
            <span className="text-sm text-muted tabular-nums">
              {t('watching.films.line', { count: viewers, day: day(watchedAt, now, i18n.language, 'UTC') })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
