import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import {
  type ClientActionFunctionArgs,
  Outlet,
  useActionData,
  useFetcher,
  useLoaderData,
  useLocation,
  useSearchParams,
  useSubmit,
} from '@remix-run/react'
import { Copy, Ellipsis, Eye, EyeOff, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useAnswer } from '#app/answers.ts'
import { readForm } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireStaff, safeDestination } from '#app/sessions.server.ts'
import { Button, ButtonLink, IconButton } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Menu, MenuItem, MenuSeparator } from '#app/ui/menu.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { TabLinks } from '#app/ui/tabs.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { courseStanding } from '#tenants/courses/curriculum-view.ts'
import { republishCourse } from '#tenants/courses/republish-course.ts'
import { publishCourse, unpublishCourse } from '#tenants/courses/versions.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { StatusChip } from './course-row.tsx'
import { ComeBack } from './plain-forms.tsx'

const INTENTS = ['publish', 'unpublish', 'republish'] as const
type Intent = (typeof INTENTS)[number]

const Change = z.object({ intent: z.enum(INTENTS), back: z.string().max(500).optional() })

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(matches, data?.title)

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'courses.manage')
  const { course, ...standing } = tenant.read((db) => courseStanding(db, params.course ?? ''))
  return {
    ...standing,
    now: Date.now(),
    school: tenant.slug,
    id: course.id,
    title: course.title,
    page: tenant.url(urls.school.course(course.slug)),
  }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
  const course = params.course ?? ''
  const { intent, back } = await readForm(request, Change)
  try {
    await { publish: publishCourse, unpublish: unpublishCourse, republish: republishCourse }[intent](tenant, person.id, course)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<Answer>({ done: null, problem: sentenceFor(error) }, error.status)
  }
  if (back) return redirect(safeDestination(back, urls.dashboard.course(tenant.slug, course)))
  return data<Answer>({ done: intent, problem: null })
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<Answer>(serverAction, (problem) => ({ done: null, problem }))

export default function Course() {
  const { now, school, id, title, published, changes, lessons, empty, unready, students, savedAt, page } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const submit = useSubmit()
  const fetcher = useFetcher<typeof action>()
  const here = urls.dashboard.course(school, id)
  const [asked, setAsked] = useState<Intent>('publish')
  const say = (intent: Intent) => {
    setAsked(intent)
    fetcher.submit({ intent }, { method: 'post', action: here })
  }
  // What students will find, said before it is published and once more when it is.
  const gaps = [
    empty ? t('courses.header.empty', { count: empty, total: lessons }) : undefined,
    unready ? t('courses.header.unready', { count: unready, total: lessons }) : undefined,
  ]
  const gapsInWords = gaps.filter(Boolean).join(' ')
  const toast = useToast()
  useAnswer(fetcher.data, ({ done }) => {
    const published = [t('courses.header.published'), gapsInWords].filter(Boolean).join(' ')
    if (done === 'publish') toast({ id: 'publishing', text: published })
    if (done === 'republish') toast({ id: 'publishing', text: t('courses.header.republished') })
    const unpublished = students
      ? t('courses.header.unpublishedFrom', { title, count: students })
      : t('courses.header.unpublished', { title })
    if (done === 'unpublish') toast({ id: 'publishing', text: unpublished, undo: () => say('republish') })
  })
  const answeredPlainly = useActionData<typeof action>()
  const problem = (fetcher.state === 'idle' && fetcher.data?.problem) || answeredPlainly?.problem
  const reason = !lessons ? t('courses.header.noLessons') : published ? t('courses.header.upToDate') : t('courses.header.notPublished')
  const canPublish = lessons > 0 && (!published || changes > 0)
  return (
    <ClockProvider now={now}>
      <PageHeader
        crumbs={[{ label: t('courses.list.title'), to: urls.dashboard.courses(school) }, { label: title }]}
        title={<span className="line-clamp-3">{title}</span>}
        meta={
          <>
            <StatusChip status={published ? 'published' : 'draft'} />
            <span id="publishing">{changes ? t('courses.header.changes', { count: changes }) : reason}</span>
            <span aria-hidden="true" className="max-sm:hidden">
              ·
            </span>
            <span>
              {t('courses.header.saved')} <RelativeTime at={savedAt} />
            </span>
            {canPublish && gapsInWords ? (
              <span id="publishing-gaps" className="w-full text-caution">
                {gapsInWords}
              </span>
            ) : null}
          </>
        }
        actions={
          <>
            {published ? (
              <ButtonLink to={page} target="_blank" rel="noreferrer" variant="quiet" icon={Eye}>
                {t('courses.header.viewPage')}
              </ButtonLink>
            ) : null}
            <fetcher.Form method="post" action={here} onSubmit={() => setAsked('publish')} className="flex">
              <ComeBack to={pathname} />
              <input type="hidden" name="intent" value="publish" />
              <Button
                type="submit"
                variant="primary"
                className="w-full whitespace-nowrap max-sm:px-2.5"
                busy={fetcher.state !== 'idle' && fetcher.formData?.get('intent') === 'publish'}
                disabled={!canPublish}
                aria-describedby={canPublish && gapsInWords ? 'publishing publishing-gaps' : 'publishing'}
                title={canPublish ? undefined : reason}
              >
                {published ? t('courses.header.publishChanges') : t('courses.header.publish')}
              </Button>
            </fetcher.Form>
            {/* Where the menu's button leads without script. */}
            <ButtonLink
              to={urls.withMenu(pathname, MENU)}
              variant="quiet"
              icon={Ellipsis}
              aria-label={t('courses.header.more')}
              className="button-square hidden! noscript:inline-flex!"
            />
            <Menu trigger={<IconButton label={t('courses.header.more')} icon={Ellipsis} className="max-sm:flex-none! noscript:hidden!" />}>
              {published ? (
                <>
                  <MenuItem icon={EyeOff} onSelect={() => say('unpublish')}>
                    {t('courses.header.unpublish')}
                  </MenuItem>
                  <MenuSeparator />
                </>
              ) : null}
              <MenuItem
                icon={Copy}
                onSelect={() => submit({ intent: 'duplicate', course: id }, { method: 'post', action: urls.dashboard.courses(school) })}
              >
                {t('courses.header.duplicate')}
              </MenuItem>
              <MenuItem
                icon={Trash2}
                danger
                onSelect={() => submit({ intent: 'delete', course: id }, { method: 'post', action: urls.dashboard.courses(school) })}
              >
                {t('courses.header.delete')}
              </MenuItem>
            </Menu>
          </>
        }
      />
      {problem ? (
        <Notice
          tone="danger"
          live
          className="mt-4"
          action={
            <Button size="sm" onClick={() => say(asked)} className="noscript:hidden">
              {t('courses.retry')}
            </Button>
          }
        >
          {problem}
        </Notice>
      ) : null}
      {search.get('menu') === MENU ? <WrittenMenu school={school} course={id} page={here} back={pathname} published={published} /> : null}
      <TabLinks
        className="mt-4"
        label={t('courses.header.tabs')}
        tabs={[
          { to: here, label: t('courses.header.curriculum'), end: true },
          { to: urls.dashboard.courseDetails(school, id), label: t('courses.header.details') },
          { to: urls.dashboard.courseCodes(school, id), label: t('courses.header.codes') },
        ]}
      />
      <div className="pt-6">
        <Outlet />
      </div>
    </ClockProvider>
  )
}

type Answer = { done: Intent | null; problem: string | null }

/** The course's own menu among those of its rows. */
const MENU = 'course'

type WrittenMenuProps = { school: string; course: string; page: string; back: string; published: boolean }

/** The menu as plain forms, for who has no script: each is sent, done, and comes back to this page. */
function WrittenMenu({ school, course, page, back, published }: WrittenMenuProps) {
  const { t } = useTranslation()
  return (
    <div className="mt-4 flex flex-wrap justify-end gap-2">
      {published ? (
        <form method="post" action={page}>
          <input type="hidden" name="back" value={back} />
          <Button type="submit" name="intent" value="unpublish" icon={EyeOff}>
            {t('courses.header.unpublish')}
          </Button>
        </form>
      ) : null}
      <form method="post" action={urls.dashboard.courses(school)}>
        <input type="hidden" name="course" value={course} />
        <Button type="submit" name="intent" value="duplicate" icon={Copy} className="me-2">
          {t('courses.header.duplicate')}
        </Button>
        <Button type="submit" name="intent" value="delete" variant="danger" icon={Trash2}>
          {t('courses.header.delete')}
        </Button>
      </form>
      <ButtonLink to={back} variant="quiet" preventScrollReset>
        {t('courses.curriculum.menu.close')}
      </ButtonLink>
    </div>
  )
}
