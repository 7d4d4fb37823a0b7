import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { cx } from '../cx.ts'
import { isWordMark, Mark, type MarkOf } from '../mark.tsx'
import { ProgressBar } from '../progress.tsx'
import { SkipLink } from '../skip-link.tsx'

export type LearnFrameProps = {
  /** `reloadDocument` where `to` is a published page, which the router does not know. */
  school: MarkOf & { to: string; reloadDocument?: boolean }
  /** Lessons done and all, shown small in the head. */
  progress?: { done: number; all: number; label: string }
  /** Search, notifications, the student's menu. */
  account?: ReactNode
  /** A line above it all about how the lesson is seen. */
  notice?: ReactNode
  /** The film, edge to edge; a text lesson has none. */
  media?: ReactNode
  body: ReactNode
  /** A Curriculum. */
  curriculum: ReactNode
  curriculumLabel: string
  /** The one obvious next step, always within reach of the thumb. */
  next?: { label: string; title: string; action: ReactNode }
}

/** Content first; the curriculum beside it on a desk and below it on a phone. */
export function LearnFrame({ school, progress, account, notice, media, body, curriculum, curriculumLabel, next }: LearnFrameProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="z-30 flex h-14 flex-none items-center gap-3 border-b border-line bg-paper px-5 lg:sticky lg:top-0">
        <SchoolLink school={school} />
        <div className="ms-auto flex flex-none items-center gap-3">
          {progress ? <HeadProgress {...progress} /> : null}
          {account}
        </div>
      </header>
      <div className="flex-1 lg:grid lg:grid-cols-[minmax(0,1fr)_356px]">
        <main id="content" tabIndex={-1} className="min-w-0 wrap-anywhere">
          {notice}
          {media ? <div className="bg-stage">{media}</div> : null}
          <div className="max-w-[900px] px-5 pt-6 pb-12 lg:px-12 lg:pt-8 lg:pb-20">{body}</div>
        </main>
        <aside
          aria-label={curriculumLabel}
          className="border-line max-lg:border-t lg:sticky lg:top-14 lg:flex lg:h-[calc(100dvh-56px)] lg:flex-col lg:border-s"
        >
          <div className="min-h-0 flex-1 px-5.5 pt-5.5 pb-8 lg:overflow-y-auto">{curriculum}</div>
          {next ? <NextStep {...next} className="max-lg:hidden" /> : null}
        </aside>
      </div>
      {next ? <NextStep {...next} className="sticky bottom-0 z-20 pb-[max(12px,env(safe-area-inset-bottom))] lg:hidden" /> : null}
    </div>
  )
}

function SchoolLink({ school }: { school: LearnFrameProps['school'] }) {
  const { to, reloadDocument, ...mark } = school
  const className = 'flex min-w-0 items-center gap-3 rounded-sm py-2 text-ui font-medium'
  const inner = (
    <>
      <Mark {...mark} size="sm" />
      <span className={cx('truncate', isWordMark(mark) ? 'sr-only' : 'max-sm:sr-only')}>{school.name}</span>
    </>
  )
  if (reloadDocument)
    return (
      <a href={to} aria-label={school.name} className={className}>
        {inner}
      </a>
    )
  return (
    <Link to={to} aria-label={school.name} className={className}>
      {inner}
    </Link>
  )
}

function HeadProgress({ done, all, label }: { done: number; all: number; label: string }) {
  return (
    <div className="hidden items-center gap-2.5 text-sm text-muted tabular-nums sm:flex">
      <ProgressBar value={all === 0 ? 0 : done / all} label={label} className="w-30" />
      {uiText.progressOf(done, all)}
    </div>
  )
}

function NextStep({ label, title, action, className }: NonNullable<LearnFrameProps['next']> & { className?: string }) {
  return (
    <section aria-label={label} className={cx('flex items-center gap-4 border-t border-line bg-paper px-5.5 py-3', className)}>
      <div className="min-w-0 flex-1">
        <div className="text-xs text-muted">{label}</div>
        <div className="truncate text-ui">{title}</div>
      </div>
      {action}
    </section>
  )
}
