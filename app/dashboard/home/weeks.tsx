import { useTranslation } from 'react-i18next'
import { Chart, type ChartPoint } from '#app/ui/chart.tsx'
import { day } from '#app/ui/moments.ts'
import { Section } from '#app/ui/page.tsx'
import type { WeekInSchool } from '#tenants/insights/weeks.ts'

type WeeksProps = { weeks: readonly WeekInSchool[]; now: number /** Only the courses somebody teaches. */; isOwn: boolean }

/** How the school went in the last weeks. */
export function Weeks({ weeks, now, isOwn }: WeeksProps) {
  const { t, i18n } = useTranslation()
  const label = (from: number, at: number) =>
    at === weeks.length - 1 ? t('charts.thisWeek') : t('charts.weekOf', { day: day(from, now, i18n.language, 'UTC') })
  const pointsOf = (of: 'joined' | 'active' | 'lessons'): ChartPoint[] =>
    weeks.map((week, at) => ({ label: label(week.from, at), value: week[of] }))
  const say = ({ label, value }: ChartPoint) => t('charts.point', { label, value: value.toLocaleString(i18n.language) })
  const words = { table: t('charts.table'), first: t('charts.week') }
  return (
    <Section title={t('home.weeks.title')} className="mt-12">
      <div className="grid gap-x-10 gap-y-8 border-t border-line pt-5 sm:grid-cols-2 lg:grid-cols-3">
        {(['joined', 'active', 'lessons'] as const).map((of) => (
          <Chart
            key={of}
            title={of === 'joined' && isOwn ? t('home.weeks.entered') : t(`home.weeks.${of}`)}
            points={pointsOf(of)}
            locale={i18n.language}
            say={say}
            words={words}
            empty={t(`home.weeks.none.${of}`)}
          />
        ))}
      </div>
    </Section>
  )
}
