import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { clockTime } from '#app/ui/player/player-props.ts'
import type { Coverage } from '#tenants/insights/student-coverage.ts'

/** So many parts are read out; who wants every one reads the bar. */
const MOST_SAID = 8

/** Which parts of a film somebody saw, from its beginning to its end, and darker what they saw again. */
export function CoverageBar({ coverage, className }: { coverage: Coverage; className?: string }) {
  const { t, i18n } = useTranslation()
  const { seconds, stretches, share } = coverage
  const parts = stretches.map(({ from, to, again }) =>
    t(again ? 'watching.seen.again' : 'watching.seen.part', { from: clockTime(from), to: clockTime(to) }),
  )
  const more = parts.length - MOST_SAID
  const said = more > 0 ? [...parts.slice(0, MOST_SAID), t('watching.seen.more', { count: more })] : parts
  const label = t('watching.seen.label', {
    share: share.toLocaleString(i18n.language, { style: 'percent' }),
    length: clockTime(seconds),
    parts: new Intl.ListFormat(i18n.language, { type: 'unit' }).format(said),
  })
  return (
    <div role="img" aria-label={label} title={label} className={cx('relative h-2 overflow-hidden rounded-full bg-line', className)}>
      {stretches.map(({ from, to, again }) => (
        <span
          key={from}
          className={cx('absolute inset-y-0 bg-accent', !again && 'opacity-50')}
          style={{ insetInlineStart: `${(from / seconds) * 100}%`, width: `${((to - from) / seconds) * 100}%` }}
        />
      ))}
    </div>
  )
}
