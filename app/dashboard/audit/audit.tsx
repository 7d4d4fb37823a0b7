import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { Download, ScrollText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { Pagination } from '#app/ui/pagination.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { auditActors } from '#tenants/insights/audit-log.ts'
import { namesOf } from '#tenants/registry/people.ts'
import { queryOf } from '../lists/list-answer.ts'
import { answerList, changeLists, keptLists, ListForm } from '../lists/list-forms.server.ts'
import { PlainListAnswer, SavedLists } from '../lists/saved-lists.tsx'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { AuditFilters } from './audit-filters.tsx'
import { ABOUTS, auditAsked } from './audit-query.server.ts'
import { auditRows } from './audit-rows.server.ts'
import { CSV_MOST, PAGE } from './audit-size.ts'
import { didWhat } from './audit-words.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('audit.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'audit.see')
  const { registry } = context.lectern.schools
  const { asked, typed, query } = auditAsked(request)
  const actors = auditActors(staff.tenant, registry)
  const names = namesOf(registry, actors)
  return {
    school: staff.tenant.slug,
    asked,
    lists: keptLists(staff, 'audit'),
    abouts: [...ABOUTS],
    people: actors.map((id) => ({ id, name: names[id] ?? null })),
    list: auditRows(staff, registry, actors, { typed, query: { ...query, size: PAGE } }),
    now: Date.now(),
  }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'audit.see')
  const form = await readForm(request, ListForm)
  return answerList(await changeLists(staff, 'audit', form, queryOf({ ...auditAsked(request).asked })))
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>
type Row = Data['list']['rows'][number]

export default function Audit() {
  const { school, asked, lists, abouts, people, list, now } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { rows, total, page } = list
  const posted = useActionData<typeof action>()
  const listAt = (query: string) => urls.withQuery(urls.dashboard.audit(school), query)
  const { sort, ...narrowing } = asked
  const isFiltered = Object.values(narrowing).some(Boolean)
  const columns: Column<Row>[] = [
    { id: 'what', head: t('audit.what'), names: true, cell: (row) => <What row={row} /> },
    { id: 'where', head: t('audit.where'), cell: (row) => <Where row={row} /> },
    { id: 'when', head: t('audit.when'), cell: (row) => <RelativeTime at={row.at} className="text-sm" /> },
  ]
  return (
    <ClockProvider now={now}>
      <PageHeader
        title={t('audit.title')}
        lead={t('audit.lead')}
        actions={
          total ? (
            <ButtonLink
              to={urls.dashboard.auditCsv(school, asked)}
              reloadDocument
              icon={Download}
              title={t(sort ? 'audit.csvOldest' : 'audit.csvHint', { count: CSV_MOST })}
            >
              {t('audit.csv')}
            </ButtonLink>
          ) : undefined
        }
      />
      <PlainListAnswer answer={posted} to={listAt} />
      <h2 className="sr-only">{t('audit.list')}</h2>
      {total || isFiltered ? (
        <AuditFilters
          // Another list was chosen; while somebody types, their field stays as it is.
          key={JSON.stringify({ ...asked, q: '' })}
          {...{ school, asked, abouts, people, isFiltered }}
        />
      ) : null}
      <SavedLists lists={lists} query={queryOf(asked)} to={listAt} />
      {total ? (
        <Table label={t('audit.list')} columns={columns} rows={rows} rowKey={(row) => row.id} className="mt-4" />
      ) : (
        <EmptyState
          icon={ScrollText}
          title={t(isFiltered ? 'audit.none.title' : 'audit.empty.title')}
          text={t(isFiltered ? 'audit.none.text' : 'audit.empty.text')}
          className="mt-6"
        />
      )}
      <Pagination
        page={page}
        pages={list.pages}
        to={(next) => urls.dashboard.audit(school, { ...asked, page: next })}
        summary={total ? t('audit.summary', { from: (page - 1) * PAGE + 1, to: Math.min(page * PAGE, total), total }) : undefined}
      />
    </ClockProvider>
  )
}

/** Who did what to what: “Olive Owner published the course Natural Dyeing”. */
function What({ row: { who, type, title, to } }: { row: Row }) {
  const { t } = useTranslation()
  return (
    <span className="block max-w-[60ch]">
      <span className="font-medium">{who ?? t('audit.left')}</span> {didWhat(type)}{' '}
      {to ? (
        <Link to={to} className="link touch:inline-block touch:py-2.5">
          {title}
        </Link>
      ) : (
        <span className="text-soft">{title}</span>
      )}
    </span>
  )
}

function Where({ row: { address, browser, userAgent } }: { row: Row }) {
  const { t } = useTranslation()
  if (address === null) return <span className="text-sm text-muted">{t('audit.unknownPlace')}</span>
  return (
    <span className="text-sm max-sm:text-end" title={userAgent ?? undefined}>
      <span className="block tabular-nums">{address}</span>
      {browser ? <span className="block text-muted">{t('audit.browser', browser)}</span> : null}
    </span>
  )
}
