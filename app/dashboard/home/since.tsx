import { Link, useFetcher } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button } from '#app/ui/button.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import type { SinceVisit } from '#tenants/insights/since.ts'
import type { HomeAnswer } from '../home.tsx'
import { useDeedWords } from '../notifications/notice-words.ts'

type SinceProps = { slug: string; since: Omit<SinceVisit, 'isDue'>; names: Readonly<Record<string, string>>; mayOpen: boolean }

/** What is new to the person, and until when it was not. */
export function Since({ slug, since, names, mayOpen }: SinceProps) {
  const { t } = useTranslation()
  const wordsOf = useDeedWords(names)
  const toast = useToast()
  const fetcher = useFetcher<HomeAnswer>()
  useAnswer(fetcher.data, ({ problem }) => {
    if (problem) toast({ id: 'since', tone: 'danger', text: t('home.since.failed') })
  })
  if (since.at === null) return null
  const { joined, lessonsCompleted, coursesCompleted, codesRedeemed } = since.figures
  const figures = [
    { id: 'joined', count: joined },
    { id: 'courses', count: coursesCompleted },
    { id: 'lessons', count: lessonsCompleted },
    { id: 'codes', count: codesRedeemed },
  ] as const
  const told = figures.filter(({ count }) => count > 0)
  const isQuiet = (!told.length && !since.deeds.length) || fetcher.state !== 'idle'
  return (
    <Section title={t('home.since.title')} aside={<RelativeTime at={since.at} />}>
      {isQuiet ? (
        <p className="border-y border-line py-4 text-sm text-muted">{t('home.since.nothing')}</p>
      ) : (
        <Rows className="border-t">
          {told.map(({ id, count }) => (
            <Row key={id} title={t(`home.since.${id}`, { count })} />
          ))}
          {since.deeds.map((deed) => (
            <Row
              key={`${deed.what} ${deed.seq}`}
              title={
                mayOpen && deed.isThere ? (
                  <Link to={urls.dashboard.course(slug, deed.courseId)} className="hover:underline touch:py-3">
                    {wordsOf(deed)}
                  </Link>
                ) : (
                  wordsOf(deed)
                )
              }
              aside={<RelativeTime at={deed.at} />}
            />
          ))}
        </Rows>
      )}
      {isQuiet ? null : (
        <fetcher.Form method="post" action={urls.dashboard.homeAction(slug)} className="mt-3">
          <Button type="submit" name="intent" value="seen" size="sm" variant="quiet">
            {t('home.since.seen')}
          </Button>
        </fetcher.Form>
      )}
    </Section>
  )
}

/** Says that the person is here, when it is time to: looking at a page writes nothing by itself. */
export function useVisit(slug: string, isDue: boolean): void {
  const { submit } = useFetcher<HomeAnswer>()
  const told = useRef(false)
  useEffect(() => {
    if (!isDue || told.current) return
    told.current = true
    submit({ intent: 'visit' }, { method: 'post', action: urls.dashboard.homeAction(slug) })
  }, [isDue, slug, submit])
}
