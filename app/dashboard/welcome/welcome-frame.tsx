import { Link } from '@remix-run/react'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { Mark, type MarkOf } from '#app/ui/mark.tsx'
import { SkipLink } from '#app/ui/skip-link.tsx'
import { urls } from '#app/urls.ts'

const STEPS = ['name', 'look', 'course'] as const
type Step = (typeof STEPS)[number]

/** Where somebody is between signing up and their own Home. */
export function WelcomeSteps({ now, className }: { now: Step; className?: string }) {
  const { t } = useTranslation()
  const at = STEPS.indexOf(now)
  return (
    <ol aria-label={t('welcome.steps')} className={cx('flex flex-wrap gap-x-5 gap-y-1 text-sm', className)}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          className={cx('flex items-center gap-1.5', index === at ? 'font-medium text-ink' : 'text-muted')}
        >
          {index < at ? <Check size={14} aria-hidden="true" /> : <span className="tabular-nums">{index + 1}</span>}
          {t(`welcome.${step}.step`)}
          {index < at ? <span className="sr-only">({t('welcome.done')})</span> : null}
        </li>
      ))}
    </ol>
  )
}

type WelcomeFrameProps = { slug: string; school: MarkOf; now: Step; title: string; lead: string; children: ReactNode }

/** One step of a new school: nothing beside it but the way past it. */
export function WelcomeFrame({ slug, school, now, title, lead, children }: WelcomeFrameProps) {
  const { t } = useTranslation()
  return (
    <div className="min-h-dvh text-ui">
      <SkipLink />
      <header className="mx-auto flex min-h-16 w-full max-w-[1240px] flex-wrap items-center justify-between gap-x-6 gap-y-1 px-5 py-3 lg:px-10">
        <span className="flex min-w-0 items-center gap-3 font-medium">
          <Mark {...school} size="sm" />
          <span className="min-w-0 truncate">{school.name}</span>
        </span>
        <Link to={urls.dashboard.home(slug)} className="link text-sm touch:py-3">
          {t('welcome.leave')}
        </Link>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[1240px] px-5 pt-4 pb-16 wrap-anywhere lg:px-10">
        <WelcomeSteps now={now} />
        <h1 className="mt-5">{title}</h1>
        <p className="mt-2 max-w-[60ch] text-base text-soft">{lead}</p>
        <div className="mt-8">{children}</div>
      </main>
    </div>
  )
}
