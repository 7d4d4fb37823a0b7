import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Form, useLoaderData, useSubmit } from '@remix-run/react'
import { Users } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { may, onlyOf, requireStaff } from '#app/sessions.server.ts'
import { Avatar } from '#app/ui/avatar.tsx'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { Select } from '#app/ui/input.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { Pagination } from '#app/ui/pagination.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { coursesToChoose, STUDENT_SORTS, type StudentSort, studentPage } from '#tenants/people/student-list.ts'
import { CoursesOf } from './courses-of.tsx'

const PAGE = 50
const TYPING_MS = 250

export const meta: MetaFunction = () => [{ title: catalogue('en').t('people.title') }]

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.see')
  const { tenant } = staff
  const { searchParams } = new URL(request.url)
  const asked = {
    search: searchParams.get('search')?.trim().slice(0, 200) ?? '',
    course: searchParams.get('course') ?? '',
    sort: STUDENT_SORTS.find((one) => one === searchParams.get('sort')) ?? 'joined',
    order: searchParams.get('order'),
  }
  const descending = asked.order ? asked.order === 'desc' : newestFirst(asked.sort)
  return tenant.read((db) => {
    const { search, course, sort } = asked
    const page = Number(searchParams.get('page')) || 1
    return {
      school: tenant.slug,
      makesCourses: may(staff, 'courses.manage'),
      list: studentPage(db, { taughtBy: onlyOf(staff), search, courseId: course, sort, descending, page, size: PAGE }),
      courses: coursesToChoose(db, onlyOf(staff)),
      asked: { search, course, sort, descending },
      now: Date.now(),
    }
  })
}

/** Names begin with A, times with the last. */
const newestFirst = (sort: StudentSort) => sort !== 'name'

type Data = ReturnType<typeof useLoaderData<typeof loader>>
type StudentRow = Data['list']['students'][number]

export default function People() {
  const { school, makesCourses, list, courses, asked, now } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const to = (change: Partial<Data['asked']> & { page?: number }) => addressOf(school, { ...asked, ...change })
  if (!list.all) return <Nobody school={school} courses={courses} makesCourses={makesCourses} />

  const sortable = (sort: StudentSort) => ({
    to: to({ sort, descending: asked.sort === sort ? !asked.descending : newestFirst(sort) }),
    ...(asked.sort === sort ? { now: asked.descending ? ('descending' as const) : ('ascending' as const) } : {}),
  })
  const columns: Column<StudentRow>[] = [
    { id: 'name', head: t('people.student'), names: true, sort: sortable('name'), cell: (student) => <Who student={student} /> },
    { id: 'courses', head: t('people.progress'), cell: (student) => <CoursesOf courses={student.courses} /> },
    {
      id: 'joined',
      head: t('people.joined'),
      sort: sortable('joined'),
      cell: (student) => <RelativeTime at={student.joinedAt} className="text-sm" />,
    },
    {
      id: 'seen',
      head: t('people.seen'),
      sort: sortable('seen'),
      cell: (student) => <RelativeTime at={student.seenAt} className="text-sm" />,
    },
  ]
  return (
    <ClockProvider now={now}>
      <PageHeader title={t('people.title')} meta={t('people.lead', { count: list.all })} />
      <h2 className="sr-only">{t('people.label')}</h2>
      <Filters courses={courses} asked={asked} action={urls.dashboard.people(school)} />
      {list.total ? (
        <Table label={t('people.label')} columns={columns} rows={list.students} rowKey={(student) => student.id} className="mt-4" />
      ) : (
        <EmptyState
          icon={Users}
          title={t('people.none.title')}
          text={t('people.none.text')}
          action={<ButtonLink to={urls.dashboard.people(school)}>{t('people.clear')}</ButtonLink>}
          className="mt-6"
        />
      )}
      <Pagination
        page={list.page}
        pages={Math.ceil(list.total / PAGE)}
        to={(page) => to({ page })}
        summary={
          list.total
            ? t('people.summary', { from: (list.page - 1) * PAGE + 1, to: Math.min(list.page * PAGE, list.total), total: list.total })
            : undefined
        }
      />
    </ClockProvider>
  )
}

/** Only what differs from how the list stands by itself. */
const addressOf = (school: string, { search, course, sort, descending, page }: Data['asked'] & { page?: number }): string =>
  urls.dashboard.people(school, {
    search,
    course,
    sort: sort === 'joined' ? undefined : sort,
    order: descending === newestFirst(sort) ? undefined : descending ? 'desc' : 'asc',
    ...(page && { page }),
  })

function Filters({ courses, asked, action }: Pick<Data, 'courses' | 'asked'> & { action: string }) {
  const { t } = useTranslation()
  const submit = useSubmit()
  const form = useRef<HTMLFormElement>(null)
  const waiting = useRef<ReturnType<typeof setTimeout>>()
  const order = useRef<HTMLInputElement>(null)
  useEffect(() => () => clearTimeout(waiting.current), [])
  const ask = (after: number) => {
    clearTimeout(waiting.current)
    waiting.current = setTimeout(() => submit(form.current, { replace: true, preventScrollReset: true }), after)
  }
  return (
    <Form ref={form} method="get" action={action} role="search" className="mt-6 flex flex-wrap items-center gap-3">
      <SearchInput
        name="search"
        label={t('people.search')}
        defaultValue={asked.search}
        autoComplete="off"
        maxLength={200}
        className="w-full sm:max-w-80"
        onSearch={() => ask(TYPING_MS)}
      />
      {courses.length > 1 ? (
        <Select
          name="course"
          aria-label={t('people.course')}
          defaultValue={asked.course}
          onChange={() => ask(0)}
          className="max-w-72 max-sm:flex-1"
        >
          <option value="">{t('people.anyCourse')}</option>
          {courses.map((course) => (
            <option key={course.id} value={course.id}>
              {course.title}
            </option>
          ))}
        </Select>
      ) : null}
      {asked.descending === newestFirst(asked.sort) ? null : (
        <input ref={order} key={asked.sort} type="hidden" name="order" value={asked.descending ? 'desc' : 'asc'} />
      )}
      {/* On a phone the table has no heads to sort by. */}
      <Select
        name="sort"
        aria-label={t('people.sortBy')}
        defaultValue={asked.sort}
        key={asked.sort}
        onChange={() => {
          // Another column begins with its own order.
          if (order.current) order.current.disabled = true
          ask(0)
        }}
        className="flex-1 sm:hidden"
      >
        <option value="joined">{t('people.joined')}</option>
        <option value="name">{t('people.student')}</option>
        <option value="seen">{t('people.seen')}</option>
      </Select>
      <noscript>
        <Button type="submit">{t('people.submit')}</Button>
      </noscript>
    </Form>
  )
}

function Who({ student }: { student: StudentRow }) {
  return (
    <span className="flex min-w-0 items-center gap-3">
      <Avatar name={student.name} size="md" />
      <span className="min-w-0">
        <span className="block max-w-[34ch] truncate">{student.name}</span>
        <span className="block max-w-[34ch] truncate text-sm font-normal text-muted">{student.email}</span>
      </span>
    </span>
  )
}

function Nobody({ school, courses, makesCourses }: Pick<Data, 'school' | 'courses' | 'makesCourses'>) {
  const { t } = useTranslation()
  const course = courses.find((one) => one.published) ?? courses.at(-1)
  return (
    <>
      <PageHeader title={t('people.title')} />
      <h2 className="sr-only">{t('people.label')}</h2>
      <EmptyState
        icon={Users}
        title={t('people.empty.title')}
        text={t('people.empty.text')}
        action={
          makesCourses ? (
            <ButtonLink to={course ? urls.dashboard.courseCodes(school, course.id) : urls.dashboard.newCourse(school)} variant="primary">
              {t(course ? 'people.empty.codes' : 'people.empty.course')}
            </ButtonLink>
          ) : undefined
        }
        className="mt-8"
      />
    </>
  )
}
