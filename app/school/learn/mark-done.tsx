import type { FetcherWithComponents } from '@remix-run/react'
import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useRoot } from '#app/root.tsx'
import { Button } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'

export type Marking = FetcherWithComponents<null>

/** The form that says so; a plain form before the script is here. Who only looks sees it, and cannot press it. */
function MarkForm({ marking, intent, ...button }: { marking: Marking; intent: 'done' | 'undone' } & Parameters<typeof Button>[0]) {
  const { t } = useTranslation()
  const isLooking = useRoot().seenAs !== null
  return (
    // Looked up by the router while there is a line, or the press would ask for it first.
    <marking.Form method="post" preventScrollReset data-discover="true">
      <input type="hidden" name="intent" value={intent} />
      <Button type="submit" {...button} disabled={isLooking} title={isLooking ? t('previews.notCounted') : undefined} />
    </marking.Form>
  )
}

interface MarkDoneProps {
  readonly marking: Marking
  readonly isDone: boolean
  /** The server does not know it yet: the line is gone. */
  readonly isKept: boolean
  readonly hint?: string
  readonly className?: string
}

/** “Mark as done”, or that it is done and how to take that back. */
export function MarkDone({ marking, isDone, isKept, hint, className }: MarkDoneProps) {
  const { t } = useTranslation()
  return (
    <div className={cx('flex min-h-11 flex-wrap items-center gap-x-3 gap-y-2', className)}>
      <p role="status" className={isDone ? 'flex items-center gap-1.5 text-sm font-medium text-positive' : 'sr-only'}>
        {isDone ? (
          <>
            <Check size={16} aria-hidden="true" />
            {t('learn.done')}
          </>
        ) : null}
      </p>
      {isDone ? (
        <MarkForm marking={marking} intent="undone" variant="quiet" size="sm">
          {t('learn.undo')}
        </MarkForm>
      ) : (
        <>
          <MarkForm marking={marking} intent="done" icon={Check}>
            {t('learn.markDone')}
          </MarkForm>
          {hint && !isKept ? <p className="text-sm text-muted max-sm:basis-full">{hint}</p> : null}
        </>
      )}
      <p role="status" className={isKept ? 'text-sm text-muted max-sm:basis-full' : 'sr-only'}>
        {isKept ? t('learn.markKept') : null}
      </p>
    </div>
  )
}

export function FinishCourse({ marking }: { marking: Marking }) {
  const { t } = useTranslation()
  return (
    <MarkForm marking={marking} intent="done" variant="primary" icon={Check}>
      {t('learn.markDone')}
    </MarkForm>
  )
}
