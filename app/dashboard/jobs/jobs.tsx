import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Link, useActionData, useLoaderData } from '@remix-run/react'
import { CircleCheck, Clapperboard } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence, sentenceFor } from '#app/locales/sentences.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { onlyOf, requireStaff } from '#app/sessions.server.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { Pagination } from '#app/ui/pagination.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { checkJobOf, JOB_SHOWS, type JobShow, jobPage } from '#tenants/insights/job-list.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import { cancelJob, retryJob } from '#tenants/jobs/manage-job.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { JobButton } from './job-button.tsx'
import { JobStanding } from './job-standing.tsx'

const PAGE = 50

const Intent = z.object({ intent: z.enum(['retry', 'cancel']), job: z.string().max(64) })

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('jobs.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant } = staff
  const { searchParams } = new URL(request.url)
  const show = JOB_SHOWS.find((one) => one === searchParams.get('show')) ?? 'open'
  const now = Date.now()
  return {
    school: tenant.slug,
    show,
    trouble: context.lectern.jobsTrouble() ?? null,
    list: tenant.read((db) => jobPage(db, { of: onlyOf(staff), show, page: Number(searchParams.get('page')) || 1, size: PAGE, now })),
    now,
  }
}

export const clientLoader = pollable

export interface JobAnswer {
  readonly problem: string | null
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant, person } = staff
  const form = await parseForm(request, Intent)
  if (!form.ok) return data<JobAnswer>({ problem: sentence('failures.jobs.unknown') }, 400)
  const { intent, job } = form.value
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

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) => orProblem<JobAnswer>(serverAction, (problem) => ({ problem }))

type Data = ReturnType<typeof useLoaderData<typeof loader>>
type Row = Data['list']['jobs'][number]

export default function Jobs() {
  const loaded = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  const { page } = loaded.list
  const here = { show: loaded.show === 'open' ? undefined : loaded.show, page }
  const { known } = usePolled(loaded, urls.dashboard.jobsPoll(loaded.school, here), ({ list, trouble }) =>
    list.counts.open || trouble ? 3_000 : 30_000,
  )
  const { t } = useTranslation()
  // Another list was chosen while a look at this one was on its way.
  const { school, show, list, trouble, now } = known.show === loaded.show ? known : loaded
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
      {posted?.problem ? (
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
            to={urls.dashboard.jobs(school, { show: one === 'open' ? undefined : one })}
            preventScrollReset
            aria-current={show === one ? 'page' : undefined}
            className="flex min-h-9 items-center gap-1.5 rounded-sm border border-transparent px-3 text-sm text-soft hover:bg-sunk aria-[current]:border-line-strong aria-[current]:bg-sunk aria-[current]:font-medium aria-[current]:text-ink touch:min-h-11"
          >
            {t(`jobs.show.${one}`)}
            <span className="text-muted tabular-nums">{list.counts[one]}</span>
          </Link>
        ))}
      </nav>
      <h2 className="sr-only">{t(`jobs.show.${show}`)}</h2>
      {list.jobs.length ? (
        <Table label={t(`jobs.show.${show}`)} columns={columns} rows={list.jobs} rowKey={(job) => job.id} className="mt-3" />
      ) : (
        <None show={show} />
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

function None({ show }: { show: JobShow }) {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon={show === 'failed' ? CircleCheck : Clapperboard}
      title={t(`jobs.none.${show}`)}
      text={t(`jobs.none.${show}Text`)}
      className="mt-4"
    />
  )
}
