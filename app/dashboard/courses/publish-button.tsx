import type { FetcherWithComponents } from '@remix-run/react'
import { Link, useLocation } from '@remix-run/react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { ComeBack } from './plain-forms.tsx'
import { lessonLinkId } from './use-board-keys.ts'

/** How the page is asked for that asks back: where the button leads without script. */
export const ASK_PUBLISH = 'publish'

export interface EmptyLessons {
  readonly count: number
  readonly total: number
  /** The first few. */
  readonly some: readonly { readonly id: string; readonly title: string }[]
}

type PublishButtonProps = {
  school: string
  course: string
  published: boolean
  /** Why there is nothing to publish. */
  reason: string | undefined
  empty: EmptyLessons
  describedBy: string
  fetcher: FetcherWithComponents<unknown>
  onPublish: () => void
}

/** Publishes at once, unless lessons are empty: then it asks first, and goes on all the same when told to. */
export function PublishButton({ school, course, published, reason, empty, describedBy, fetcher, onPublish }: PublishButtonProps) {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const [isAsking, setAsking] = useState(false)
  const here = urls.dashboard.course(school, course)
  const asks = empty.count > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asks) setAsking(true)
    else onPublish()
  }
  const publish = () => {
    setAsking(false)
    onPublish()
  }
  const first = empty.some[0]
  return (
    <>
      <fetcher.Form method="post" action={here} onSubmit={submit} className="flex">
        <ComeBack to={pathname} />
        <input type="hidden" name="intent" value={asks ? 'ask-publish' : 'publish'} />
        <Button
          type="submit"
          variant="primary"
          className="w-full whitespace-nowrap max-sm:px-2.5"
          busy={fetcher.state !== 'idle' && fetcher.formData?.get('intent') === 'publish'}
          disabled={reason !== undefined}
          aria-describedby={describedBy}
          aria-haspopup={asks ? 'dialog' : undefined}
          title={reason}
        >
          {published ? t('courses.header.publishChanges') : t('courses.header.publish')}
        </Button>
      </fetcher.Form>
      <Dialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t('courses.header.ask.title', { count: empty.count, total: empty.total })}
        text={t('courses.header.ask.text')}
        footer={
          <>
            {first ? (
              <ButtonLink to={`${here}#${lessonLinkId(first.id)}`} onClick={() => setAsking(false)}>
                {t('courses.header.ask.see')}
              </ButtonLink>
            ) : null}
            <Button variant="primary" onClick={publish}>
              {t('courses.header.ask.anyway')}
            </Button>
          </>
        }
      >
        <EmptyList school={school} course={course} empty={empty} />
      </Dialog>
    </>
  )
}

function EmptyList({ school, course, empty }: { school: string; course: string; empty: EmptyLessons }) {
  const { t } = useTranslation()
  const rest = empty.count - empty.some.length
  return (
    <ul className="border-t border-line text-ui">
      {empty.some.map(({ id, title }) => (
        <li key={id} className="border-b border-line">
          <Link to={urls.dashboard.lesson(school, course, id)} className="block py-2 wrap-anywhere hover:text-accent touch:py-3">
            {title}
          </Link>
        </li>
      ))}
      {rest > 0 ? <li className="pt-2 text-sm text-muted">{t('courses.header.ask.more', { count: rest })}</li> : null}
    </ul>
  )
}

/** The same question on the page itself, for who has no script. */
export function AskedPlainly({ school, course, empty }: { school: string; course: string; empty: EmptyLessons }) {
  const { t } = useTranslation()
  const here = urls.dashboard.course(school, course)
  return (
    <Notice
      tone="caution"
      className="mt-4"
      action={
        <form method="post" action={here} className="flex flex-wrap gap-2">
          <input type="hidden" name="back" value={here} />
          <Button type="submit" name="intent" value="publish" variant="primary" size="sm">
            {t('courses.header.ask.anyway')}
          </Button>
          <ButtonLink to={here} size="sm">
            {t('courses.header.ask.see')}
          </ButtonLink>
        </form>
      }
    >
      {t('courses.header.ask.title', { count: empty.count, total: empty.total })} {t('courses.header.ask.text')}
    </Notice>
  )
}
