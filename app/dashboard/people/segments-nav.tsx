import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { SEGMENTS } from '#tenants/people/segment-names.ts'
import type { PeopleData } from './people.tsx'
import { addressOf } from './people-query.ts'

type SegmentsNavProps = Pick<PeopleData, 'school' | 'asked' | 'counts'>

const CHOICE =
  'flex min-h-9 items-center gap-1.5 rounded-sm px-3 text-sm whitespace-nowrap text-soft hover:bg-held aria-[current]:bg-held aria-[current]:font-medium aria-[current]:text-ink touch:min-h-11'

/** The lists every school has, with how many are in each. */
export function SegmentsNav({ school, asked, counts }: SegmentsNavProps) {
  const { t } = useTranslation()
  return (
    <div className="mt-6">
      <nav aria-label={t('people.segments.label')} className="fades-on -mx-5 overflow-x-auto px-5 [scrollbar-width:none] sm:mx-0 sm:px-0">
        <ul className="flex w-max gap-1 sm:w-auto sm:flex-wrap">
          {SEGMENTS.map((segment) => (
            <li key={segment}>
              <Link
                to={addressOf(school, { ...asked, segment })}
                preventScrollReset
                aria-current={asked.segment === segment ? 'page' : undefined}
                className={CHOICE}
              >
                {t(`people.segments.${segment}`)}
                <span className="text-muted tabular-nums">{counts[segment]}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  )
}
