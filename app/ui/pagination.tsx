import { Link } from '@remix-run/react'
import { ArrowLeft, ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { ButtonLink } from './button.tsx'
import { cx } from './cx.ts'

type PaginationProps = {
  /** From 1. */
  page: number
  pages: number
  /** The address of a page. */
  to: (page: number) => string
  /** “41–60 of 1,284” */
  summary?: ReactNode
  label?: string
  className?: string
}

export function Pagination({ page, pages, to, summary, label = uiText.pages, className }: PaginationProps) {
  if (pages <= 1) return summary ? <p className={cx('mt-5 text-sm text-muted tabular-nums', className)}>{summary}</p> : null
  return (
    <nav aria-label={label} className={cx('mt-5 flex flex-wrap items-center justify-between gap-3 text-sm tabular-nums', className)}>
      <p className="text-muted">{summary ?? uiText.pageOf(page, pages)}</p>
      <div className="flex items-center gap-1">
        {page > 1 ? (
          <ButtonLink to={to(page - 1)} rel="prev" variant="quiet">
            <ArrowLeft size={16} className="rtl:-scale-x-100" />
            {uiText.previousPage}
          </ButtonLink>
        ) : null}
        <ol className="hidden items-center gap-0.5 sm:flex">
          {around(page, pages).map((number, index, all) => (
            <li key={number} className="flex items-center">
              {index > 0 && number - (all[index - 1] ?? 0) > 1 ? <span className="px-1 text-muted">…</span> : null}
              <Link
                to={to(number)}
                aria-label={uiText.page(number)}
                aria-current={number === page ? 'page' : undefined}
                className={cx(
                  'grid h-9 min-w-9 place-items-center rounded-sm px-2 touch:h-11 touch:min-w-11',
                  number === page ? 'bg-held font-medium text-ink' : 'text-soft hover:bg-held',
                )}
              >
                {number}
              </Link>
            </li>
          ))}
        </ol>
        {page < pages ? (
          <ButtonLink to={to(page + 1)} rel="next" variant="quiet">
            {uiText.nextPage}
            <ArrowRight size={16} className="rtl:-scale-x-100" />
          </ButtonLink>
        ) : null}
      </div>
    </nav>
  )
}

/** The first, the last, and those beside the current one. */
function around(page: number, pages: number): number[] {
  return [...new Set([1, page - 1, page, page + 1, pages])].filter((number) => number >= 1 && number <= pages).sort((a, b) => a - b)
}
