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
import { Copy, Ellipsis, ExternalLink, EyeOff, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useAnswer } from '#app/answers.ts'
import { readForm } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireStaff, safeDestination } from '#app/sessions.server.ts'
import { Button, ButtonLink, IconButton } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Dotted } from '#app/ui/dotted.tsx'
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
import { type Publishing, undoPublishing } from '#tenants/courses/undo-publishing.ts'
import { publishCourse, unpublishCourse } from '#tenants/courses/versions.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { StatusChip } from './course-row.tsx'
import { PreviewLink } from './preview-link.tsx'
import { ASK_PUBLISH, AskedPlainly, PublishButton } from './publish-button.tsx'

const back = z.string().max(500).optional()
const Change = z.discriminatedUnion('intent', [
  z.object({ intent: z.enum(['publish', 'ask-publish', 'unpublish', 'republish']), back }),
  z.object({ intent: z.literal('undo-publish'), back, version: z.string().max(64), before: z.string().max(64) }),
])
type Change = z.infer<typeof Change>
type Intent = Change['intent']
/** So many of the lessons that are empty are named before publishing. */
const NAMED = 5

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(matches, data?.title)

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'courses.manage')
  const { course, empty, ...standing } = tenant.read((db) => courseStanding(db, params.course ?? ''))
  return {
    ...standing,
    empty: { count: empty.length, total: standing.lessons, some: empty.slice(0, NAMED) },
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
  const change = await readForm(request, Change)
  const { intent, back } = change
  // Sent by a form alone: with script the question stands on the page already.
  if (intent === 'ask-publish') return redirect(urls.withAsk(urls.dashboard.course(tenant.slug, course), ASK_PUBLISH))
  let publishing: Publishing | null = null
  try {
    publishing = await perform(tenant, person.id, course, change)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<Answer>({ ...nothing, problem: sentenceFor(error) }, error.status)
  }
  if (back) return redirect(safeDestination(back, urls.dashboard.course(tenant.slug, course)))
  return data<Answer>({ done: intent, publishing, problem: null })
}

/** Answers what publishing replaced, so that it can be taken back. */
async function perform(tenant: Tenant, actor: string, course: string, change: Exclude<Change, { intent: 'ask-publish' }>) {
  if (change.intent === 'publish') {
    const { id, before } = await publishCourse(tenant, actor, course)
    return { version: id, before }
  }
  if (change.intent === 'undo-publish')
    await undoPublishing(tenant, actor, course, { version: change.version, before: change.before || null })
  if (change.intent === 'unpublish') await unpublishCourse(tenant, actor, course)
  if (change.intent === 'republish') await republishCourse(tenant, actor, course)
  return null
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<Answer>(serverAction, (problem) => ({ ...nothing, problem }))

export default function Course() {
  const { now, school, id, title, published, changes, lessons, empty, unready, students, savedAt, page } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const submit = useSubmit()
  const fetcher = useFetcher<typeof action>()
  const here = urls.dashboard.course(school, id)
  const [asked, setAsked] = useState<Readonly<Record<string, string>>>({ intent: 'publish' })
  const say = (change: Readonly<Record<string, string>> & { intent: Intent }) => {
    setAsked(change)
    fetcher.submit(change, { method: 'post', action: here })
  }
  // What students will find, said before it is published.
  const unreadyInWords = unready ? t('courses.header.unready', { count: unready, total: lessons }) : undefined
  const gaps = [empty.count ? t('courses.header.empty', { count: empty.count, total: lessons }) : undefined, unreadyInWords]
  const gapsInWords = gaps.filter(Boolean).join(' ')
  const toast = useToast()
  useAnswer(fetcher.data, ({ done, publishing }) => {
    // That some are empty was asked about a moment ago.
    const published = [t('courses.header.published'), unreadyInWords].filter(Boolean).join(' ')
    if (done === 'publish' && publishing) {
      const { version, before } = publishing
      toast({
        id: 'publishing',
        text: published,
        undo: () => say({ intent: 'undo-publish', version, before: before ?? '' }),
        ...(before === null && { undoLabel: t('courses.header.undoFirst') }),
      })
    }
    if (done === 'undo-publish') toast({ id: 'publishing', text: t(asked.before ? 'courses.header.takenBack' : 'courses.header.offAgain') })
    if (done === 'republish') toast({ id: 'publishing', text: t('courses.header.republished') })
    const unpublished = students
      ? t('courses.header.unpublishedFrom', { title, count: students })
      : t('courses.header.unpublished', { title })
    if (done === 'unpublish') toast({ id: 'publishing', text: unpublished, undo: () => say({ intent: 'republish' }) })
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
            <Dotted
              facts={[
                {
                  id: 'publishing',
                  says: <span id="publishing">{changes ? t('courses.header.changes', { count: changes }) : reason}</span>,
                },
                {
                  id: 'saved',
                  says: (
                    <>
                      {t('courses.header.saved')} <RelativeTime at={savedAt} />
                    </>
                  ),
                },
              ]}
            />
            {canPublish && gapsInWords ? (
              <span id="publishing-gaps" className="w-full text-caution">
                {gapsInWords}
              </span>
            ) : null}
          </>
        }
        actions={
          <>
            <PreviewLink school={school} course={id} />
            {published ? (
              <ButtonLink to={page} target="_blank" rel="noreferrer" variant="quiet" icon={ExternalLink}>
                {t('courses.header.viewPage')}
              </ButtonLink>
            ) : null}
            <PublishButton
              school={school}
              course={id}
              published={published}
              reason={canPublish ? undefined : reason}
              empty={empty}
              describedBy={canPublish && gapsInWords ? 'publishing publishing-gaps' : 'publishing'}
              fetcher={fetcher}
              onPublish={() => say({ intent: 'publish' })}
            />
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
                  <MenuItem icon={EyeOff} onSelect={() => say({ intent: 'unpublish' })}>
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
            <Button size="sm" onClick={() => fetcher.submit(asked, { method: 'post', action: here })} className="noscript:hidden">
              {t('courses.retry')}
            </Button>
          }
        >
          {problem}
        </Notice>
      ) : null}
      {canPublish && empty.count && search.get('ask') === ASK_PUBLISH ? <AskedPlainly school={school} course={id} empty={empty} /> : null}
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

type Answer = { done: Intent | null; publishing: Publishing | null; problem: string | null }
const nothing = { done: null, publishing: null }

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
