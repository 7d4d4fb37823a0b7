import { Link } from '@remix-run/react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { longDay } from '#app/ui/moments.ts'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import type { TimelineEntry } from './timeline.server.ts'
import { wordsOf } from './timeline-words.ts'

type TimelinePartProps = {
  timeline: { list: readonly TimelineEntry[]; older: number | null }
  names: Readonly<Record<string, string>>
  school: string
  student: string
}

/** What happened, in words, under the day it happened on. */
export function TimelinePart({ timeline: { list, older }, names, school, student }: TimelinePartProps) {
  const { t, i18n } = useTranslation()
  return (
    <Section title={t('student.timeline')}>
      {list.length ? null : <p className="text-muted">{t('student.noTimeline')}</p>}
      {byDay(list).map(([day, entries]) => (
        <div key={day} className="mt-4 first:mt-0">
          <h3 className="text-sm font-medium text-muted tabular-nums">
            <time dateTime={day}>{longDay(Date.parse(day), i18n.language, 'UTC')}</time>
          </h3>
          <ol className="mt-1 divide-y divide-line">
            {entries.map((entry) => (
              <li key={entry.seq} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2 text-ui">
                <span className="min-w-0 wrap-anywhere">{said(t, entry)}</span>
                <span className="text-sm text-muted">
                  {entry.actor === student ? null : `${whoOf(t, names, entry.actor)} · `}
                  <RelativeTime at={entry.at} />
                </span>
              </li>
            ))}
          </ol>
        </div>
      ))}
      {older === null ? null : (
        <p className="mt-4">
          <Link
            to={urls.dashboard.student(school, student, { before: String(older) })}
            className="link inline-flex items-center touch:min-h-11"
          >
            {t('student.older')}
          </Link>
        </p>
      )}
    </Section>
  )
}

const whoOf = (t: TFunction, names: Readonly<Record<string, string>>, actor: string): string => names[actor] ?? t('student.somebody')

/** Days in UTC, as the events are kept. */
function byDay(list: readonly TimelineEntry[]): [string, TimelineEntry[]][] {
  const days = new Map<string, TimelineEntry[]>()
  for (const entry of list) {
    const day = new Date(entry.at).toISOString().slice(0, 10)
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days]
}

function said(t: TFunction, { type, course, lesson }: TimelineEntry): string {
  const words = wordsOf(type)
  if (!words) return t('student.events.other', { type })
  const gone = t('student.gone')
  return t(`student.events.${words}`, { course: course ?? gone, lesson: lesson ?? gone })
}
