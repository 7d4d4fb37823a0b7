import { Link } from '@remix-run/react'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { cx } from './cx.ts'

export type Crumb = { label: string; to?: string }

type PageHeaderProps = { title: ReactNode; crumbs?: Crumb[]; actions?: ReactNode; meta?: ReactNode; lead?: ReactNode; className?: string }

/** The head of a dashboard page: where one is, its name, its state in words, and one primary action. */
export function PageHeader({ title, crumbs, actions, meta, lead, className }: PageHeaderProps) {
  return (
    <header className={cx('flex flex-col gap-2', className)}>
      {crumbs && crumbs.length > 0 ? <Crumbs crumbs={crumbs} /> : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <h1 className="min-w-0 flex-[1_1_20rem]">{title}</h1>
        {actions ? <div className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:*:flex-1">{actions}</div> : null}
      </div>
      {meta ? <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm text-muted">{meta}</div> : null}
      {lead ? <p className="max-w-[70ch] text-base text-soft">{lead}</p> : null}
    </header>
  )
}

function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label={uiText.breadcrumbs}>
      <ol className="flex flex-wrap items-center gap-1.5 text-sm text-muted">
        {crumbs.map((crumb, index) => (
          // On a phone the heading right below says where one is.
          <li key={crumb.to ?? crumb.label} className={cx('flex min-w-0 items-center gap-1.5', !crumb.to && 'max-sm:hidden')}>
            {index > 0 ? <ChevronRight size={14} className="rtl:-scale-x-100" /> : null}
            {crumb.to ? (
              <Link to={crumb.to} className="max-w-[32ch] truncate hover:text-ink touch:py-3">
                {crumb.label}
              </Link>
            ) : (
              <span aria-current="page" className="max-w-[32ch] truncate text-soft">
                {crumb.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

type SectionProps = { title: ReactNode; aside?: ReactNode; text?: ReactNode; className?: string; children: ReactNode }

/** A part of a page under its own heading, with room above it. */
export function Section({ title, aside, text, className, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={cx('mt-10 first:mt-0', className)}>
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={id}>{title}</h2>
        {aside ? <div className="text-sm text-muted">{aside}</div> : null}
      </div>
      {text ? <p className="mb-4 max-w-[68ch] text-ui text-soft">{text}</p> : null}
      {children}
    </section>
  )
}
