import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Section } from '#app/ui/page.tsx'
import type { Week } from '#tenants/insights/week.ts'

type Translate = TFunction

/** The week as a person would say it. */
export function weekInWords(t: Translate, { joined, lessonsCompleted }: Week): string {
  if (!joined && !lessonsCompleted) return t('home.said.quiet')
  if (!joined) return t('home.said.alone', { first: t('home.said.completedAlone', { count: lessonsCompleted }) })
  const first = t('home.said.joined', { count: joined })
  if (!lessonsCompleted) return t('home.said.alone', { first })
  return t('home.said.and', { first, second: t('home.said.completed', { count: lessonsCompleted }) })
}

export function WeekFigures({ week }: { week: Week }) {
  const { t, i18n } = useTranslation()
  const figures = [
    { name: t('home.week.joined'), value: week.joined },
    { name: t('home.week.lessons'), value: week.lessonsCompleted },
    { name: t('home.week.courses'), value: week.coursesCompleted },
    { name: t('home.week.codes'), value: week.codesRedeemed },
  ]
  return (
    <Section title={t('home.week.title')} className="mt-12">
      <dl className="grid grid-cols-2 gap-x-8 gap-y-6 border-t border-line pt-5 lg:grid-cols-4">
        {figures.map(({ name, value }) => (
          <div key={name} className="flex flex-col-reverse">
            <dt className="mt-1 text-sm text-muted">{name}</dt>
            <dd className="font-serif text-3xl tracking-tight lining-nums tabular-nums">{value.toLocaleString(i18n.language)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
