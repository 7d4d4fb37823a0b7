import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { clockTime } from '#app/ui/player/player-props.ts'
import type { Moment } from '#tenants/insights/moments.ts'

type MomentListProps = {
  moments: readonly Moment[]
  /** This page with the film at a second, before script is here. */
  placeOf: (at: number) => string
  onSeek: (at: number) => void
}

/** The places students went back to, numbered as they stand on the curve. */
export function MomentList({ moments, placeOf, onSeek }: MomentListProps) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="moments" className="min-w-0">
      <h2 id="moments">{t('watching.moments.title')}</h2>
      <p className="mt-1 text-sm text-muted">{t(moments.length ? 'watching.moments.text' : 'watching.moments.none')}</p>
      <ol className="mt-4 divide-y divide-line border-line empty:hidden">
        {moments.map(({ from, to, viewers }, at) => (
          <li key={from}>
            <Link
              to={placeOf(from)}
              preventScrollReset
              onClick={(event) => {
                event.preventDefault()
                onSeek(from)
              }}
              className="group flex min-h-11 items-baseline gap-3 rounded-sm py-2.5"
            >
              <span aria-hidden="true" className="w-4 flex-none text-sm text-muted tabular-nums">
                {at + 1}
              </span>
              <span className="min-w-0">
                <span className="block text-ui font-medium text-accent tabular-nums group-hover:underline">
                  {t('watching.moments.from', { from: clockTime(from), to: clockTime(to) })}
                </span>
                <span className="block text-sm text-muted">{t('watching.moments.viewers', { count: viewers })}</span>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  )
}
