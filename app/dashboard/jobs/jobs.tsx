import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Link, useActionData, useLoaderData } from '@remix-run/react'
import { CircleCheck, Clapperboard, Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { onlyOf, requireStaff } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { Pagination } from '#app/ui/pagination.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { checkJobOf, JOB_SHOWS, type JobKind, type JobShow, jobPage } from '#tenants/insights/job-list.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import type { JobOrder } from '#tenants/jobs/list-jobs.ts'
import { cancelJob, retryJob } from '#tenants/jobs/manage-job.ts'
import { isListAnswer, type ListAnswer, queryOf } from '../lists/list-answer.ts'
import { answerList, changeLists, isListForm, keptLists, ListForm } from '../lists/list-forms.server.ts'
import { PlainListAnswer, SavedLists } from '../lists/saved-lists.tsx'
import { pageTitle } from '../page-title.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { JobButton } from './job-button.tsx'
import { JobFilters } from './job-filters.tsx'
import { JobStanding } from './job-standing.tsx'

const PAGE = 50

const Intent = z.union([ListForm, z.object({ intent: z.enum(['retry', 'cancel']), job: z.string().max(64) })])

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('jobs.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant } = staff
  const { searchParams } = new URL(request.url)
  const { show, q: search, kind, sort } = askedOf(searchParams)
  const page = Number(searchParams.get('page')) || 1
  const now = Date.now()
  return {
    school: tenant.slug,
    show,
    asked: partsOf({ show, q: search, kind, sort }),
    lists: keptLists(staff, 'jobs'),
    trouble: context.lectern.jobsTrouble() ?? null,
    list: tenant.read((db) => jobPage(db, { of: onlyOf(staff), show, search, kind, order: sort, page, size: PAGE, now })),
    now,
  }
}

const KINDS = ['video', 'picture'] as const satisfies readonly JobKind[]
const ORDERS = ['newest', 'oldest'] as const satisfies readonly JobOrder[]

const askedOf = (parameters: URLSearchParams) => ({
  show: JOB_SHOWS.find((one) => one === parameters.get('show')) ?? ('open' as const),
  q: parameters.get('q')?.trim().slice(0, 200) ?? '',
  kind: KINDS.find((one) => one === parameters.get('kind')),
  sort: ORDERS.find((one) => one === parameters.get('sort')),
})

/** Only what differs from how the list stands by itself. */
const partsOf = ({ show, q, kind, sort }: ReturnType<typeof askedOf>) => ({
  show: show === 'open' ? undefined : show,
  q,
  kind,
  sort,
})

export const clientLoader = pollable

export interface JobAnswer {
  readonly problem: string | null
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant, person } = staff
  const form = await readForm(request, Intent)
  if (isListForm(form)) {
    const asked = askedOf(new URL(request.url).searchParams)
    return answerList(await changeLists(staff, 'jobs', form, queryOf(partsOf(asked))))
  }
  const { intent, job } = form
  const reach = onlyOf(staff)
  try {
    if (reach !== undefined) tenant.read((db) => checkJobOf(db, reach, job))
    await { retry: retryJob, cancel: cancelJob }[intent](tenant, handlers, person.id, job)
    return { problem: null } satisfies JobAnswer
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<JobAnswer>({ problem: sentenceFor(error) }, error.status)
  }
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<JobAnswer | ListAnswer>(serverAction, (problem) => ({ problem }))

type Data = ReturnType<typeof useLoaderData<typeof loader>>
type Row = Data['list']['jobs'][number]

export default function Jobs() {
  const loaded = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  const { page } = loaded.list
  const here = { ...loaded.asked, page }
  const query = queryOf(loaded.asked)
  const { known } = usePolled(loaded, urls.dashboard.jobsPoll(loaded.school, here), ({ list, trouble }) =>
    list.counts.open || trouble ? 3_000 : 30_000,
  )
  const { t } = useTranslation()
  // Another list was chosen while a look at this one was on its way.
  const { school, show, asked, lists, list, trouble, now } = queryOf(known.asked) === query ? known : loaded
  const listAt = (kept: string) => urls.withQuery(urls.dashboard.jobs(school), kept)
  const isNarrowed = Boolean(asked.q || asked.kind)
  const columns: Column<Row>[] = [
    { id: 'name', head: t('jobs.file'), names: true, cell: (job) => <What school={school} job={job} /> },
    { id: 'state', head: t('jobs.state'), cell: (job) => <JobStanding job={job} /> },
    { id: 'made', head: t('jobs.made'), cell: (job) => <RelativeTime at={job.finishedAt ?? job.createdAt} className="text-sm" /> },
    ...(show === 'done'
      ? []
      : [
          {
            id: 'act',
            head: t('jobs.act'),
            numeric: true,
            cell: (job: Row) => (
              <JobButton
                job={job.id}
                name={job.name ?? job.id}
                intent={show === 'open' ? 'cancel' : 'retry'}
                action={urls.dashboard.jobs(school, here)}
              />
            ),
          },
        ]),
  ]
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('jobs.title')} meta={t('jobs.lead')} />
      <PlainListAnswer answer={posted} to={listAt} />
      {posted?.problem && !isListAnswer(posted) ? (
        <Notice tone="danger" live className="mt-6">
          {posted.problem}
        </Notice>
      ) : null}
      {trouble ? (
        <Notice tone="caution" className="mt-6">
          {t(`jobs.trouble.${trouble}`)}
        </Notice>
      ) : null}
      <nav aria-label={t('jobs.filter')} className="mt-6 flex gap-1">
        {JOB_SHOWS.map((one) => (
          <Link
            key={one}
            to={urls.dashboard.jobs(school, { ...asked, show: one === 'open' ? undefined : one })}
            preventScrollReset
            aria-current={show === one ? 'page' : undefined}
            className="flex min-h-9 items-center gap-1.5 rounded-sm border border-transparent px-3 text-sm text-soft hover:bg-held aria-[current]:border-line-strong aria-[current]:bg-held aria-[current]:font-medium aria-[current]:text-ink touch:min-h-11"
          >
            {t(`jobs.show.${one}`)}
            <span className="text-muted tabular-nums">{list.counts[one]}</span>
          </Link>
        ))}
      </nav>
      <JobFilters school={school} asked={asked} />
      <SavedLists lists={lists} query={query} to={listAt} />
      <h2 className="sr-only">{t(`jobs.show.${show}`)}</h2>
      {list.jobs.length ? (
        <Table label={t(`jobs.show.${show}`)} columns={columns} rows={list.jobs} rowKey={(job) => job.id} className="mt-3" />
      ) : (
        <None show={show} clear={isNarrowed ? urls.dashboard.jobs(school, { show: asked.show }) : null} />
      )}
      <Pagination
        page={list.page}
        pages={Math.ceil(list.counts[show] / PAGE)}
        to={(next) => urls.dashboard.jobs(school, { ...here, page: next })}
      />
    </ClockProvider>
  )
}

/** The file, and the lesson it is in. */
function What({ school, job }: { school: string; job: Row }) {
  const { t } = useTranslation()
  return (
    <span className="flex min-w-0 flex-col">
      <span className="max-w-80 truncate" title={job.name ?? undefined}>
        {job.name ?? t('jobs.gone')}
      </span>
      {job.lesson ? (
        <Link
          to={urls.dashboard.lesson(school, job.lesson.courseId, job.lesson.id)}
          className="max-w-80 truncate text-sm font-normal text-muted hover:underline"
        >
          {t('jobs.inLesson', { lesson: job.lesson.title, course: job.lesson.courseTitle })}
        </Link>
      ) : null}
    </span>
  )
}

function None({ show, clear }: { show: JobShow; clear: string | null }) {
  const { t } = useTranslation()
  if (clear)
    return (
      <EmptyState
        icon={Search}
        title={t('jobs.noMatch')}
        text={t('jobs.noMatchText')}
        action={<ButtonLink to={clear}>{t('jobs.clear')}</ButtonLink>}
        className="mt-4"
      />
    )
  return (
    <EmptyState
      icon={show === 'failed' ? CircleCheck : Clapperboard}
      title={t(`jobs.none.${show}`)}
      text={t(`jobs.none.${show}Text`)}
      className="mt-4"
    />
  )
}
