import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Link, useActionData, useFetcher, useLoaderData } from '@remix-run/react'
import type { TFunction } from 'i18next'
import { Download, Printer, Ticket } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { Pagination } from '#app/ui/pagination.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { courseById } from '#tenants/courses/find.ts'
import { batchState, codeState } from '#tenants/sales/batch-state.ts'
import { batchById, batchWithUsage, restoreBatch, withdrawBatch } from '#tenants/sales/batches.ts'
import { type CodeFilter, type CodePage, codePage } from '#tenants/sales/code-list.ts'
import { printCode } from '#tenants/sales/code-text.ts'
import type { CodeBatch } from '#tenants/sales/schema.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { BatchChip } from './batch-chip.tsx'
import { BatchFacts } from './batch-facts.tsx'
import { CodeSearch } from './code-search.tsx'
import { CodeTable, type CodeView } from './code-table.tsx'
import { CopyUnused } from './copy-unused.tsx'
import { WithdrawBatch } from './withdraw-batch.tsx'

const PAGE = 100
const USES = ['all', 'unused', 'used'] as const

const Intent = z.object({ intent: z.enum(['withdraw', 'restore', 'search']), search: z.string().max(200).optional() })

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, data?.batch.label, data?.course.title, catalogue('en').t('codes.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'codes.manage')
  const now = Date.now()
  const { searchParams } = new URL(request.url)
  const use = USES.find((one) => one === searchParams.get('show')) ?? 'all'
  return tenant.read((db) => {
    const course = courseById(db, params.course ?? '')
    const batch = batchWithUsage(db, course.id, params.batch ?? '')
    const { id, label, count, used, createdAt, expiresAt } = batch
    return {
      school: tenant.slug,
      course: { id: course.id, title: course.title },
      batch: { id, label, count, used, createdAt, expiresAt, state: batchState(batch, now), isWithdrawn: batch.withdrawnAt !== null },
      redeemAt: tenant.url(urls.school.redeem()).replace(/^https?:\/\//, ''),
      list: view(batch, codePage(db, batch.id, { use, page: Number(searchParams.get('page')) || 1, size: PAGE }), now),
      use,
      now,
    }
  })
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'codes.manage')
  const form = await parseForm(request, Intent)
  if (!form.ok) return nothing({})
  const { course: courseId = '', batch: batchId = '' } = params
  const { intent, search = '' } = form.value
  if (intent !== 'search') {
    try {
      await { withdraw: withdrawBatch, restore: restoreBatch }[intent](tenant, person.id, courseId, batchId)
      return nothing({ done: intent })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return data<BatchAnswer>(nothing({ problem: sentenceFor(error) }), error.status)
    }
  }
  if (!search.trim()) return nothing({})
  // Sent, not put into the address: a code there would stand in histories and in the logs of proxies.
  return tenant.read((db): BatchAnswer => {
    const batch = batchById(db, courseId, batchId)
    return nothing({ found: { search: search.trim(), ...view(batch, codePage(db, batch.id, { use: 'all', search, size: PAGE })) } })
  })
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<BatchAnswer>(serverAction, (problem) => nothing({ problem }))

export interface BatchAnswer {
  readonly found: (ReturnType<typeof view> & { readonly search: string }) | null
  readonly done: 'withdraw' | 'restore' | null
  readonly problem: string | null
}

const nothing = (but: Partial<BatchAnswer>): BatchAnswer => ({ found: null, done: null, problem: null, ...but })

const view = (batch: CodeBatch, { codes, total, page }: CodePage, now = Date.now()) => ({
  total,
  page,
  codes: codes.map(
    (code): CodeView => ({
      id: code.id,
      text: printCode(code.text),
      state: codeState(batch, code, now),
      usedAt: code.usedAt,
      usedBy: code.usedBy,
    }),
  ),
})

export default function Batch() {
  const { school, course, batch, redeemAt, list, use, now } = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  const search = useFetcher<typeof action>()
  const [cleared, setCleared] = useState(0)
  const { t } = useTranslation()
  const here = urls.dashboard.batch(school, course.id, batch.id)
  const csv = urls.dashboard.batchCsv(school, course.id, batch.id)
  const found = (search.data ?? posted)?.found ?? null
  const shown = found ?? list
  function clearSearch() {
    if (!found) return
    search.submit({ intent: 'search', search: '' }, { method: 'post', action: here })
    setCleared(cleared + 1)
  }
  return (
    <ClockProvider now={now}>
      <PageHeader
        crumbs={[
          { label: course.title, to: urls.dashboard.course(school, course.id) },
          { label: t('codes.title'), to: urls.dashboard.courseCodes(school, course.id) },
          { label: batch.label },
        ]}
        title={batch.label}
        meta={<BatchChip state={batch.state} />}
        actions={
          <>
            <WithdrawBatch withdrawn={batch.isWithdrawn} action={here} />
            <ButtonLink to={csv} reloadDocument download icon={Download} className="whitespace-nowrap">
              {t('codes.batch.csv')}
            </ButtonLink>
            {batch.state === 'open' ? (
              <ButtonLink
                to={urls.dashboard.batchPrint(school, course.id, batch.id)}
                icon={Printer}
                variant="primary"
                className="whitespace-nowrap"
              >
                {t('codes.batch.print')}
              </ButtonLink>
            ) : null}
          </>
        }
      />
      {posted?.problem || search.data?.problem ? (
        <Notice tone="danger" live className="mt-6">
          {posted?.problem ?? search.data?.problem}
        </Notice>
      ) : null}
      {batch.state === 'withdrawn' || batch.state === 'expired' ? (
        <Notice tone="caution" title={t(`codes.batch.${batch.state}Notice`)} className="mt-6">
          {t(`codes.batch.${batch.state}Text`)}
        </Notice>
      ) : null}
      <BatchFacts batch={batch} redeemAt={redeemAt} />
      <h2 className="sr-only">{t('codes.batch.codes')}</h2>
      <div className="mt-10 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <nav aria-label={t('codes.batch.filter')} className="flex gap-1">
          {USES.map((one) => (
            <Link
              key={one}
              to={urls.dashboard.batch(school, course.id, batch.id, { show: shownAs(one) })}
              onClick={clearSearch}
              preventScrollReset
              aria-current={!found && use === one ? 'page' : undefined}
              className="grid min-h-9 place-items-center rounded-sm px-3 text-sm text-soft hover:bg-held aria-[current]:bg-held aria-[current]:font-medium aria-[current]:text-ink touch:min-h-11"
            >
              {t(one === 'used' ? 'codes.batch.usedOnly' : `codes.batch.${one}`)}
            </Link>
          ))}
        </nav>
        <div className="flex flex-1 items-center justify-end gap-2 max-sm:basis-full">
          <CodeSearch key={cleared} fetcher={search} action={here} search={cleared ? '' : (posted?.found?.search ?? '')} />
          {batch.state === 'open' ? <CopyUnused from={urls.dashboard.batchUnused(school, course.id, batch.id)} /> : null}
        </div>
      </div>
      <p role="status" className="mt-3 text-sm text-muted empty:hidden">
        {found?.total ? foundWords(t, found.total, found.codes.length, found.search) : null}
      </p>
      {shown.codes.length ? (
        <CodeTable codes={shown.codes} className="mt-3" />
      ) : (
        <None use={found ? 'search' : use} search={found?.search ?? ''} />
      )}
      {found ? null : (
        <Pagination
          page={list.page}
          pages={Math.ceil(list.total / PAGE)}
          to={(page) => urls.dashboard.batch(school, course.id, batch.id, { show: shownAs(use), page })}
          summary={t('codes.batch.summary', {
            from: list.total ? (list.page - 1) * PAGE + 1 : 0,
            to: Math.min(list.page * PAGE, list.total),
            total: list.total,
          })}
        />
      )}
    </ClockProvider>
  )
}

/** All of them is what an address without it shows. */
const shownAs = (use: (typeof USES)[number]) => (use === 'all' ? undefined : use)

function foundWords(t: TFunction, count: number, shown: number, search: string): string {
  return shown < count ? t('codes.batch.foundMore', { count, shown, search }) : t('codes.batch.found', { count, search })
}

function None({ use, search }: { use: CodeFilter['use'] | 'search'; search: string }) {
  const { t } = useTranslation()
  const which = use === 'all' ? 'unused' : use
  return (
    <EmptyState
      icon={Ticket}
      title={t(`codes.batch.none.${which}`, { search })}
      text={t(`codes.batch.none.${which}Text`)}
      className="mt-4"
    />
  )
}
