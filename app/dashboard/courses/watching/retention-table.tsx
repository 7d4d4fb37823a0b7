import { useTranslation } from 'react-i18next'
import { clockTime } from '#app/ui/player/player-props.ts'
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
      <table className="mt-2 w-full tabular-nums">
        <caption className="sr-only">{t('watching.table.label')}</caption>
        <thead>
          <tr className="border-b border-line-strong text-muted">
            <th scope="col" className="py-1.5 text-start font-normal">
              {t('watching.table.time')}
            </th>
            {(['share', 'plays', 'again'] as const).map((column) => (
              <th key={column} scope="col" className="py-1.5 ps-3 text-end font-normal">
                {t(`watching.table.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inRows(steps).map(({ from, to, share, plays, again }) => (
            <tr key={from} className="border-b border-line">
              <th scope="row" className="py-1.5 text-start font-normal">
                {`${clockTime(from)}–${clockTime(to)}`}
              </th>
              <td className="py-1.5 ps-3 text-end">{percent(share, i18n.language)}</td>
              <td className="py-1.5 ps-3 text-end">{plays.toLocaleString(i18n.language, { maximumFractionDigits: 1 })}</td>
              <td className="py-1.5 ps-3 text-end">{again.toLocaleString(i18n.language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
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
