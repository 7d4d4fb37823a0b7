import type { ReactNode } from 'react'
import { cx } from '../cx.ts'
import { isWordMark, Mark, type MarkOf } from '../mark.tsx'
import { SkipLink } from '../skip-link.tsx'

type PlainFrameProps = {
  school?: MarkOf & { to: string }
  title: string
  lead?: ReactNode
  /** One line under the form: the way to the other door. */
  foot?: ReactNode
  /** What stands beside the column on a desk: a Cover, a quotation. */
  beside?: ReactNode
  children: ReactNode
}

/** One calm column for one question: sign in, sign up, redeem a code. */
export function PlainFrame({ school, title, lead, foot, beside, children }: PlainFrameProps) {
  return (
    <div className={cx('min-h-dvh', beside ? 'lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(0,44%)]' : '')}>
      <SkipLink />
      <div className="flex min-h-dvh flex-col px-5 sm:px-10">
        <header className="flex h-16 items-center">
          {school ? (
            <a href={school.to} className="flex min-w-0 items-center gap-3 py-2 text-ui font-medium">
              <Mark {...school} size="sm" />
              <span className={cx('truncate', isWordMark(school) && 'sr-only')}>{school.name}</span>
            </a>
          ) : null}
        </header>
        <main id="content" tabIndex={-1} className="m-auto w-full max-w-[384px] wrap-anywhere pt-8 pb-24">
          <h1>{title}</h1>
          {lead ? <p className="mt-3 text-base text-soft">{lead}</p> : null}
          <div className="mt-8">{children}</div>
          {foot ? <div className="mt-8 border-t border-line pt-5 text-sm text-muted">{foot}</div> : null}
        </main>
      </div>
      {beside ? <div className="hidden p-4 ps-0 lg:block">{beside}</div> : null}
    </div>
  )
}
