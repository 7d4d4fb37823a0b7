import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { Plus, Ticket, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { parseForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { courseById } from '#tenants/courses/find.ts'
import { batchState, expiryInDays } from '#tenants/sales/batch-state.ts'
import { batchesOf, createBatch } from '#tenants/sales/batches.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { BatchChip } from './batch-chip.tsx'
import { NewBatch, NewBatchForm } from './new-batch.tsx'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, catalogue('en').t('codes.title'), data?.course.title)

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'codes.manage')
  const now = Date.now()
  return tenant.read((db) => {
    const course = courseById(db, params.course ?? '')
    const batches = batchesOf(db, course.id).map(({ id, label, count, used, createdAt, expiresAt, withdrawnAt }) => ({
      id,
      label,
      count,
      used,
      createdAt,
      expiresAt,
      state: batchState({ count, used, expiresAt, withdrawnAt }, now),
    }))
    return {
      school: tenant.slug,
      course: { id: course.id, title: course.title },
      batches,
      now,
      redeemAt: shortAddress(tenant.url(urls.school.redeem())),
    }
  })
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'codes.manage')
  const form = await parseForm(request, NewBatch)
  if (!form.ok) return form.reply()
  const { label, count, expiry, days } = form.value
  const expiresAt = expiry === 'days' && days !== undefined ? expiryInDays(days) : null
  try {
    const batch = await createBatch(tenant, person.id, { courseId: params.course ?? '', label, count, expiresAt })
    return redirect(urls.dashboard.batch(tenant.slug, batch.courseId, batch.id))
  } catch (error) {
    return form.reply(error)
  }
}

type BatchRow = ReturnType<typeof useLoaderData<typeof loader>>['batches'][number]

export default function Batches() {
  const { school, course, batches, now, redeemAt } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const [parameters] = useSearchParams()
  const { t } = useTranslation()
  const here = urls.dashboard.courseCodes(school, course.id)
  const form = <NewBatchForm lastResult={answer} title={t('codes.form.title')} />
  const asks = parameters.has('new') || answer !== undefined

  if (!batches.length)
    return (
      <>
        <h2 className="sr-only">{t('codes.title')}</h2>
        <EmptyState
          icon={Ticket}
          title={t('codes.empty.title')}
          text={t('codes.empty.text', { address: redeemAt })}
          className="border-t-0 pt-2"
        />
        <div className="mt-10">{form}</div>
      </>
    )

  const columns: Column<BatchRow>[] = [
    {
      id: 'label',
      head: t('codes.list.batch'),
      names: true,
      cell: (batch) => (
        <Link to={urls.dashboard.batch(school, course.id, batch.id)} prefetch="intent" className="font-medium hover:underline touch:py-3">
          {batch.label}
        </Link>
      ),
    },
    { id: 'used', head: t('codes.list.used'), cell: (batch) => <Usage batch={batch} /> },
    { id: 'state', head: t('codes.list.state'), cell: (batch) => <BatchChip state={batch.state} /> },
    {
      id: 'expiry',
      head: t('codes.list.expiry'),
      cell: (batch) =>
        batch.expiresAt === null ? <span className="text-muted">{t('codes.list.never')}</span> : <RelativeTime at={batch.expiresAt} />,
    },
    {
      id: 'created',
      head: t('codes.list.created'),
      numeric: true,
      cell: (batch) => <RelativeTime at={batch.createdAt} className="text-muted" />,
    },
  ]
  return (
    <ClockProvider now={now}>
      <div className="mb-6 flex flex-wrap items-center justify-between gap-4">
        <h2>{t('codes.title')}</h2>
        {asks ? (
          <ButtonLink to={here} icon={X} variant="quiet">
            {t('codes.close')}
          </ButtonLink>
        ) : (
          <ButtonLink to={urls.dashboard.newBatch(school, course.id)} icon={Plus} variant="primary" aria-keyshortcuts="n">
            {t('codes.new')}
          </ButtonLink>
        )}
      </div>
      {asks ? <div className="mb-10 rounded-md border border-line bg-raised p-5 sm:p-7">{form}</div> : null}
      <Table label={t('codes.list.label')} columns={columns} rows={batches} rowKey={(batch) => batch.id} />
    </ClockProvider>
  )
}

function Usage({ batch }: { batch: BatchRow }) {
  const { t } = useTranslation()
  const rate = Math.round((batch.used / batch.count) * 100)
  return (
    <span className="block w-44 text-sm">
      <span className="flex justify-between gap-4 tabular-nums">
        <span>{t('codes.list.usedOf', { used: batch.used, count: batch.count })}</span>
        <span className="text-muted">{t('codes.list.rate', { rate })}</span>
      </span>
      <ProgressBar value={batch.used / batch.count} label={`${t('codes.list.used')}: ${batch.label}`} className="mt-1.5" />
    </span>
  )
}

/** As it is read out or printed: without the scheme. */
const shortAddress = (url: string) => url.replace(/^https?:\/\//, '')
