import { useTranslation } from 'react-i18next'
import { duration } from '#app/ui/moments.ts'
import type { LessonRetention } from '#tenants/insights/lesson-retention.ts'
import { percent } from './percent.ts'

/** What a curve comes to, in four figures. */
export function Figures({ retention, students }: { retention: LessonRetention; students: number }) {
  const { t, i18n } = useTranslation()
  const { viewers, finished, share, played } = retention
  const number = (of: number) => of.toLocaleString(i18n.language)
  const figures = [
    // Who left the course since has watched it all the same.
    {
      name: t('watching.figures.viewers'),
      value: number(viewers),
      more: students >= viewers ? t('watching.figures.ofStudents', { count: students }) : '',
    },
    { name: t('watching.figures.share'), value: percent(share, i18n.language), more: '' },
    { name: t('watching.figures.finished'), value: number(finished), more: percent(finished / viewers, i18n.language) },
    { name: t('watching.figures.played'), value: duration(played), more: '' },
  ]
  return (
    <section aria-label={t('watching.figures.label')} className="mt-8">
      <dl className="grid grid-cols-2 gap-x-8 gap-y-6 border-t border-line pt-5 lg:grid-cols-4">
        {figures.map(({ name, value, more }) => (
          <div key={name} className="flex flex-col">
            <dt className="order-2 mt-1 text-sm text-muted">{name}</dt>
            <dd className="order-1">
              <span className="font-serif text-3xl tracking-tight whitespace-nowrap lining-nums tabular-nums max-sm:text-2xl">{value}</span>
            </dd>
            {more ? <dd className="order-3 text-sm text-muted tabular-nums">{more}</dd> : null}
          </div>
        ))}
      </dl>
    </section>
  )
}
