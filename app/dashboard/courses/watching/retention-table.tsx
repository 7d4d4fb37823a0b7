import { useTranslation } from 'react-i18next'
import { clockTime } from '#app/ui/player/player-props.ts'
import { Table } from '#app/ui/table.tsx'
import type { LessonRetention, RetentionStep } from '#tenants/insights/lesson-retention.ts'
import { percent } from './percent.ts'

/** More rows than this nobody reads; the file to download has every step. */
const MOST_ROWS = 48

/** The numbers behind the curve. */
export function RetentionTable({ retention: { steps } }: { retention: LessonRetention }) {
  const { t, i18n } = useTranslation()
  return (
    <details className="mt-6 text-sm">
      <summary className="link inline-block touch:py-3">{t('watching.table.open')}</summary>
      <Table<RetentionStep>
        label={t('watching.table.label')}
        className="mt-2"
        rows={inRows(steps)}
        rowKey={({ from }) => String(from)}
        columns={[
          {
            id: 'time',
            head: t('watching.table.time'),
            names: true,
            cell: ({ from, to }) => <span className="tabular-nums">{`${clockTime(from)}–${clockTime(to)}`}</span>,
          },
          { id: 'share', head: t('watching.table.share'), numeric: true, cell: ({ share }) => percent(share, i18n.language) },
          {
            id: 'plays',
            head: t('watching.table.plays'),
            numeric: true,
            cell: ({ plays }) => plays.toLocaleString(i18n.language, { maximumFractionDigits: 1 }),
          },
          { id: 'again', head: t('watching.table.again'), numeric: true, cell: ({ again }) => again.toLocaleString(i18n.language) },
        ]}
      />
    </details>
  )
}

/** Some steps as one: their mean, and of those who went back the most at one of them. */
function inRows(steps: readonly RetentionStep[]): RetentionStep[] {
  const many = Math.ceil(steps.length / MOST_ROWS)
  const rows: RetentionStep[] = []
  for (let at = 0; at < steps.length; at += many) {
    const part = steps.slice(at, at + many)
    const [from, to] = [part[0]?.from ?? 0, part.at(-1)?.to ?? 0]
    const mean = (of: 'share' | 'plays') => part.reduce((sum, step) => sum + step[of] * (step.to - step.from), 0) / (to - from)
    rows.push({ from, to, share: mean('share'), plays: mean('plays'), again: Math.max(...part.map((step) => step.again)) })
  }
  return rows
}
