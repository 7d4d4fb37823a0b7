import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Form, useActionData, useFetcher, useLoaderData, useNavigate } from '@remix-run/react'
import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useAnswer } from '#app/answers.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence, sentenceFor } from '#app/locales/sentences.ts'
import { checkCourse, may, onlyOf, requireStaff } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { Pagination } from '#app/ui/pagination.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { eraseFromTrash } from '#tenants/courses/erase.ts'
import { courseOfTrash, restoreFromTrash } from '#tenants/courses/restore.ts'
import { TRASH_KINDS, trashPage } from '#tenants/courses/trash.ts'
import { namesOf } from '#tenants/registry/people.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { EraseQuestion } from './erase-question.tsx'
import { nameOf } from './trash-row.ts'
import { TrashTable } from './trash-table.tsx'

const PAGE = 50

const Query = z.object({
  q: z.string().trim().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  erase: z.string().max(80).catch(''),
})

/** As a form names it: `lesson:lesson_01j…`. */
const Thing = z
  .string()
  .max(80)
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.enum(TRASH_KINDS), z.string().min(1).max(64)]))
  .transform(([kind, id]) => ({ kind, id }))

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('trash.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant } = staff
  const { q, page, erase } = Query.parse(Object.fromEntries(new URL(request.url).searchParams))
  const list = tenant.read((db) => trashPage(db, { taughtBy: onlyOf(staff), search: q, page, size: PAGE }))
  const names = namesOf(
    context.lectern.schools.registry,
    list.rows.map((row) => row.deletedBy),
  )
  const rows = list.rows.map((row) => ({ ...row, deletedBy: (row.deletedBy && names[row.deletedBy]) ?? null }))
  return { now: Date.now(), school: tenant.slug, q, erase, mayErase: may(staff, 'trash.empty'), list: { ...list, rows } }
}

interface Answer {
  readonly problem: string | null
  readonly done: string | null
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant, person } = staff
  const form = await request.formData()
  const isErasing = form.has('erase')
  const named = isErasing ? form.getAll('erase') : form.has('one') ? form.getAll('one') : form.getAll('thing')
  const things = z.array(Thing).min(1).max(PAGE).safeParse(named)
  if (!things.success) return data<Answer>({ problem: sentence('trash.nothingChosen'), done: null }, 400)
  const [first] = things.data
  const title = String(form.get('title') ?? '')
  try {
    for (const thing of things.data) checkCourse(staff, tenant.read((db) => courseOfTrash(db, thing)) ?? '')
    if (isErasing && first) {
      requireStaff(context, request, params, 'trash.empty')
      await eraseFromTrash(tenant, person.id, first)
      return data<Answer>({ problem: null, done: sentence('trash.erased', { title }) })
    }
    await restoreFromTrash(tenant, person.id, things.data)
    return data<Answer>({ problem: null, done: sentence('trash.restored', { count: things.data.length }) })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<Answer>({ problem: sentenceFor(error), done: null }, error.status)
  }
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<Answer>(serverAction, (problem) => ({ problem, done: null }))

export default function Trash() {
  const { now, school, q, erase, mayErase, list } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const fetcher = useFetcher<typeof action>()
  const posted = useActionData<typeof action>()
  const toast = useToast()
  const navigate = useNavigate()
  const here = urls.dashboard.trash(school, { q, page: list.page })
  useAnswer(fetcher.data, ({ done }) => {
    if (!done) return
    toast({ id: 'trash', text: done })
    if (erase) navigate(here, { replace: true, preventScrollReset: true })
  })
  const said = fetcher.data ?? posted
  const asked = mayErase ? list.rows.find((row) => nameOf(row) === erase) : undefined
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('trash.title')} meta={t('trash.lead')} />
      {said?.problem ? (
        <Notice tone="danger" live className="mt-5">
          {said.problem}
        </Notice>
      ) : null}
      {posted?.done && !fetcher.data ? <Notice className="mt-5">{posted.done}</Notice> : null}
      {asked ? (
        <EraseQuestion row={asked} action={here} form={fetcher} onClose={() => navigate(here, { preventScrollReset: true })} />
      ) : null}
      {list.all ? (
        <Form role="search" action={urls.dashboard.trash(school)} className="mt-6 flex max-w-md gap-2">
          <SearchInput label={t('trash.search')} defaultValue={q} className="flex-1" />
          <Button type="submit">{t('trash.apply')}</Button>
        </Form>
      ) : null}
      <h2 className="sr-only">{t('trash.title')}</h2>
      {list.rows.length ? (
        <fetcher.Form method="post" action={here}>
          <TrashTable
            rows={list.rows}
            mayErase={mayErase}
            eraseUrl={(row) => urls.dashboard.trash(school, { q, page: list.page, erase: nameOf(row) })}
          />
        </fetcher.Form>
      ) : (
        <EmptyState
          icon={Trash2}
          className="mt-6"
          title={q ? t('trash.noneTitle') : t('trash.emptyTitle')}
          text={q ? t('trash.noneText') : t('trash.emptyText')}
        />
      )}
      <Pagination page={list.page} pages={Math.ceil(list.found / PAGE)} to={(page) => urls.dashboard.trash(school, { q, page })} />
    </ClockProvider>
  )
}
