import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, Link, useActionData, useFetcher, useLoaderData, useNavigate, useSearchParams } from '@remix-run/react'
import type { TFunction } from 'i18next'
import { BookOpen, Plus } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { checkCourse, onlyOf, requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { cx } from '#app/ui/cx.ts'
import { EmptyState } from '#app/ui/empty.tsx'
import { Select } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { Pagination } from '#app/ui/pagination.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { COURSES_A_PAGE, courseList, deletedCourse } from '#tenants/courses/course-list.ts'
import { duplicateCourse } from '#tenants/courses/duplicate.ts'
import { restoreCourse } from '#tenants/courses/restore.ts'
import { queryOf } from '../lists/list-answer.ts'
import { answerList, changeLists, isListForm, keptLists, ListForm } from '../lists/list-forms.server.ts'
import { PlainListAnswer, SavedLists } from '../lists/saved-lists.tsx'
import { TYPING_MS, useAsking } from '../lists/use-asking.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { CourseRow } from './course-row.tsx'
import { copyName } from './curriculum-actions.server.ts'
import { useHydrated } from './plain-forms.tsx'

const Query = z.object({
  q: z.string().trim().max(200).catch(''),
  status: z.enum(['all', 'draft', 'published']).catch('all'),
  sort: z.enum(['changed', 'title', 'students']).catch('changed'),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  deleted: z.string().max(64).catch(''),
  menu: z.string().max(64).catch(''),
})

const Change = z.object({ intent: z.enum(['delete', 'restore', 'duplicate']), course: z.string().min(1).max(64) })
const Sent = z.union([ListForm, Change])

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('courses.list.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant } = staff
  const { q, status, sort, page: asked, deleted, menu } = Query.parse(Object.fromEntries(new URL(request.url).searchParams))
  const lists = keptLists(staff, 'courses')
  return tenant.read((db) => {
    const { rows, page, found, all } = courseList(db, {
      taughtBy: onlyOf(staff),
      search: q,
      ...(status === 'all' ? {} : { status }),
      sort,
      page: asked,
    })
    return {
      now: Date.now(),
      school: tenant.slug,
      lists,
      query: { q, status, sort, page, menu },
      found,
      all,
      pageSize: COURSES_A_PAGE,
      deleted: deleted ? (deletedCourse(db, deleted, onlyOf(staff)) ?? null) : null,
      courses: rows.map((course) => ({
        ...course,
        cover: coverPicture(course.cover, '', tenant.origin),
        page: course.published ? tenant.url(urls.school.course(course.slug)) : null,
      })),
    }
  })
}

/** Answers with the list as it was looked at, and with what can be undone. */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant, person } = staff
  const change = await readForm(request, Sent)
  const { q, status, sort, page } = Query.parse(Object.fromEntries(new URL(request.url).searchParams))
  if (isListForm(change)) return answerList(await changeLists(staff, 'courses', change, queryOf(partsOf({ q, status, sort }))))
  checkCourse(staff, change.course)
  if (change.intent === 'duplicate') {
    const copy = await duplicateCourse(tenant, person.id, change.course, copyName)
    return redirect(urls.dashboard.course(tenant.slug, copy.id))
  }
  if (change.intent === 'delete') await deleteCourse(tenant, person.id, change.course)
  else await restoreCourse(tenant, person.id, change.course)
  const deleted = change.intent === 'delete' ? change.course : ''
  return redirect(listUrl(tenant.slug, { q, status, sort, page, deleted }))
}

type Listed = Parameters<typeof urls.dashboard.courses>[1]

/** Only what differs from how the list stands by itself. */
const partsOf = ({ q, status, sort }: Pick<NonNullable<Listed>, 'q' | 'status' | 'sort'>) => ({
  q: q ?? '',
  status: status === 'all' ? undefined : status,
  sort: sort === 'changed' ? undefined : sort,
})

const listUrl = (school: string, query: NonNullable<Listed>): string => urls.dashboard.courses(school, { ...query, ...partsOf(query) })

export default function Courses() {
  const { now, school, lists, query, found, all, pageSize, deleted, courses } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const here = (change: NonNullable<Listed> = {}) =>
    listUrl(school, { q: query.q, status: query.status, sort: query.sort, page: query.page, ...change })
  useUndo(deleted, here())
  const isHydrated = useHydrated()
  const posted = useActionData<typeof action>()
  const listAt = (asked: string) => urls.withQuery(urls.dashboard.courses(school), asked)
  const isNarrowed = query.q !== '' || query.status !== 'all'
  const create = (
    <ButtonLink to={urls.dashboard.newCourse(school)} variant="primary" icon={Plus} aria-keyshortcuts="n">
      {t('courses.list.new')}
    </ButtonLink>
  )
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('courses.list.title')} actions={all > 0 ? create : undefined} />
      <PlainListAnswer answer={posted} to={listAt} />
      {deleted && !isHydrated ? (
        <Notice
          className="mt-5"
          action={
            <form method="post" action={here()}>
              <input type="hidden" name="course" value={deleted.id} />
              <Button type="submit" name="intent" value="restore" size="sm">
                {t('courses.list.undo')}
              </Button>
            </form>
          }
        >
          {deletedInWords(t, deleted)}
        </Notice>
      ) : null}
      {all > 0 ? (
        <>
          <Controls school={school} query={query} to={here} />
          <SavedLists lists={lists} query={queryOf(partsOf(query))} to={listAt} />
          <h2 className="sr-only">{t(`courses.list.filter.${query.status}`)}</h2>
          {courses.length > 0 ? (
            <ul className="mt-2 divide-y divide-line border-y border-line">
              {courses.map((course) => (
                <CourseRow
                  key={course.id}
                  course={course}
                  school={school}
                  list={here({ menu: '' })}
                  menuUrl={here({ menu: course.id })}
                  isOpened={query.menu === course.id}
                />
              ))}
            </ul>
          ) : (
            <EmptyState
              className="mt-2"
              title={t('courses.list.noneTitle')}
              text={t('courses.list.noneText')}
              action={<ButtonLink to={urls.dashboard.courses(school)}>{t('courses.list.showAll')}</ButtonLink>}
            />
          )}
          <Pagination page={query.page} pages={Math.ceil(found / pageSize)} to={(page) => here({ page })} summary={summary()} />
        </>
      ) : (
        <>
          <h2 className="sr-only">{t('courses.list.filter.all')}</h2>
          <EmptyState
            className="mt-8"
            icon={BookOpen}
            title={t('courses.list.emptyTitle')}
            text={t('courses.list.emptyText')}
            action={create}
          />
        </>
      )}
    </ClockProvider>
  )

  function summary(): string | undefined {
    if (found <= pageSize) return isNarrowed && found > 0 ? t('courses.list.summary', { count: found }) : undefined
    const from = (query.page - 1) * pageSize + 1
    return t('courses.list.range', { from, to: Math.min(found, from + pageSize - 1), count: found })
  }
}

type ControlsProps = {
  school: string
  query: { q: string; status: string; sort: string }
  to: (change: { status: string; page: number }) => string
}

/** Search, filter and order. A plain GET form with a button; with script it answers as one types. */
function Controls({ school, query, to }: ControlsProps) {
  const { t } = useTranslation()
  const { form, ask, stop } = useAsking()
  return (
    <Form
      ref={form}
      action={urls.dashboard.courses(school)}
      role="search"
      className="mt-6 flex flex-wrap items-center gap-x-6 gap-y-3"
      onSubmit={stop}
    >
      <SearchInput label={t('courses.list.search')} defaultValue={query.q} className="w-full sm:w-72" onSearch={() => ask(TYPING_MS)} />
      {query.status === 'all' ? null : <input type="hidden" name="status" value={query.status} />}
      <nav aria-label={t('courses.list.show')} className="flex gap-1">
        {(['all', 'draft', 'published'] as const).map((status) => (
          <Link
            key={status}
            to={to({ status, page: 1 })}
            preventScrollReset
            aria-current={query.status === status ? 'true' : undefined}
            className={cx(
              'flex min-h-9 items-center rounded-sm px-3 text-sm touch:min-h-11',
              query.status === status ? 'bg-held font-medium text-ink' : 'text-soft hover:bg-held',
            )}
          >
            {t(`courses.list.filter.${status}`)}
          </Link>
        ))}
      </nav>
      <div className="flex items-center gap-2 sm:ms-auto">
        <label htmlFor="sort" className="text-sm whitespace-nowrap text-muted">
          {t('courses.list.sort')}
        </label>
        <Select id="sort" name="sort" defaultValue={query.sort} onChange={() => ask()} className="w-40">
          {(['changed', 'title', 'students'] as const).map((sort) => (
            <option key={sort} value={sort}>
              {t(`courses.list.sorts.${sort}`)}
            </option>
          ))}
        </Select>
        <Button type="submit" className="hidden! noscript:inline-flex!">
          {t('courses.list.apply')}
        </Button>
      </div>
    </Form>
  )
}

type Deleted = { id: string; title: string; students: number }

/** Names the course, and how many it was taken away from. */
const deletedInWords = (t: TFunction, { title, students }: Deleted): string =>
  students > 0 ? t('courses.list.deletedFrom', { title, count: students }) : t('courses.list.deleted', { title })

/** Says once what was deleted, and offers it back. The address then forgets it, so that a reload does not say it again. */
function useUndo(deleted: Deleted | null, list: string): void {
  const toast = useToast()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const restore = useFetcher()
  const { t } = useTranslation()
  const id = search.get('deleted')
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each deletion, whatever else has been rendered anew
  useEffect(() => {
    if (!deleted || !id) return
    toast({
      id,
      text: deletedInWords(t, deleted),
      undo: () => restore.submit({ intent: 'restore', course: id }, { method: 'post', action: list }),
    })
    navigate(list, { replace: true, preventScrollReset: true })
  }, [id])
}
