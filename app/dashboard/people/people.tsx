import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useActionData, useLoaderData } from '@remix-run/react'
import { Download, UserPlus, Users } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useAnswer } from '#app/answers.ts'
import { RequestUnreadable } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { may, onlyOf, requireStaff, seesAllOf } from '#app/sessions.server.ts'
import { Avatar } from '#app/ui/avatar.tsx'
import { ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { Pagination } from '#app/ui/pagination.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import type { StudentSort } from '#tenants/people/segment-names.ts'
import { segmentCounts } from '#tenants/people/segments.ts'
import { coursesToChoose, studentPage } from '#tenants/people/student-list.ts'
import { isListAnswer, queryOf } from '../lists/list-answer.ts'
import { answerList, changeLists, isListForm, keptLists, ListForm } from '../lists/list-forms.server.ts'
import { PlainListAnswer, SavedLists } from '../lists/saved-lists.tsx'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { askedBy } from './asked-by.server.ts'
import { BulkPart } from './bulk-part.tsx'
import { ChangeForm, changeBy, orToldProblem } from './change-forms.server.ts'
import { CoursesOf } from './courses-of.tsx'
import { Filters } from './filters.tsx'
import { Nobody } from './nobody.tsx'
import { type Asked, addressOf, newestFirst, partsOf } from './people-query.ts'
import { SegmentsNav } from './segments-nav.tsx'
import { PlainAnswer } from './student/plain-answer.tsx'
import { Seen } from './student/seen.tsx'
import { answered, useChange } from './use-change.ts'

const PAGE = 50

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('people.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.see')
  const { tenant } = staff
  const { searchParams } = new URL(request.url)
  const asked = askedBy(staff, searchParams)
  const seesAll = seesAllOf(staff)
  const reach = onlyOf(staff)
  const page = Math.trunc(Number(searchParams.get('page'))) || 1
  const now = Date.now()
  const lists = seesAll ? keptLists(staff, 'people') : null
  return tenant.read((db) => ({
    school: tenant.slug,
    lists,
    makesCourses: may(staff, 'courses.manage'),
    manages: may(staff, 'people.manage'),
    list: studentPage(db, { ...matchingOf(asked), taughtBy: reach, sort: asked.sort, descending: asked.descending, page, size: PAGE }, now),
    counts: segmentCounts(db, reach, now),
    keepsLists: seesAll,
    courses: coursesToChoose(db, reach),
    asked,
    now,
  }))
}

const matchingOf = ({ search, course, segment, tag }: Asked) => ({ search, courseId: course, segment, tag })

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.manage')
  const asked = askedBy(staff, new URL(request.url).searchParams)
  const sent = await request.formData()
  const form = z.union([ListForm, ChangeForm]).safeParse(ownFields(sent))
  if (!form.success) throw new RequestUnreadable()
  const change = form.data
  if (isListForm(change)) return answerList(await changeLists(staff, 'people', change, queryOf(partsOf(asked))))
  const { t } = catalogue('en')
  return orToldProblem(async () => {
    const ids = sent.getAll('student').filter((id) => typeof id === 'string')
    if (change.intent !== 'undo' && !sent.has('all') && !ids.length) return answered({ problem: t('people.bulk.none') })
    return changeBy(staff, change, sent.has('all') ? { matching: matchingOf(asked) } : { ids })
  })
}

/** Every action of the bar is in one form, and its fields bear its name. */
function ownFields(sent: FormData) {
  const mark = `${sent.get('intent')}-`
  return Object.fromEntries([...sent].map(([name, value]) => [name.startsWith(mark) ? name.slice(mark.length) : name, value]))
}

export type PeopleData = ReturnType<typeof useLoaderData<typeof loader>>
type StudentRow = PeopleData['list']['students'][number]

export default function People() {
  const { school, makesCourses, manages, list, counts, lists, keepsLists, courses, asked, now } = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  const { t } = useTranslation()
  const here = addressOf(school, asked, list.page)
  const listAt = (query: string) => urls.withQuery(urls.dashboard.people(school), query)
  const change = useChange(here)
  const picking = useRef<HTMLFormElement>(null)
  const [picked, setPicked] = useState<readonly string[]>([])
  const look = () => setPicked(picking.current ? pickedIn(picking.current) : [])
  // What a browser has ticked again by itself, of the page as it was left, counts as well.
  useEffect(look, [])
  useAnswer(change.data, ({ done }) => {
    if (!done || !picking.current) return
    const tick = picking.current.querySelector<HTMLElement>('[name=student]:checked')
    const isInBar = picking.current.contains(document.activeElement)
    picking.current.reset()
    // The bar goes away under the focus.
    if (isInBar) tick?.focus({ preventScroll: true })
  })
  if (!list.all) return <Nobody school={school} courses={courses} makesCourses={makesCourses} manages={manages} />

  const sortable = (sort: StudentSort) => ({
    to: addressOf(school, { ...asked, sort, descending: asked.sort === sort ? !asked.descending : newestFirst(sort) }),
    ...(asked.sort === sort ? { now: asked.descending ? ('descending' as const) : ('ascending' as const) } : {}),
  })
  const columns: Column<StudentRow>[] = [
    ...(manages
      ? [{ id: 'pick', head: t('people.bulk.pick'), picks: true, cell: (student: StudentRow) => <Pick student={student} /> }]
      : []),
    {
      id: 'name',
      head: t('people.student'),
      names: true,
      sort: sortable('name'),
      cell: (student) => <Who school={school} student={student} />,
    },
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
      cell: (student) => <Seen at={student.seenAt} className="text-sm" />,
    },
  ]
  return (
    <ClockProvider now={now}>
      <PageHeader
        title={t('people.title')}
        meta={
          list.total === list.all ? t('people.lead', { count: list.all }) : t('people.leadSome', { total: list.total, count: list.all })
        }
        actions={
          <>
            <ButtonLink
              to={urls.dashboard.peopleCsv(school, partsOf(asked))}
              reloadDocument
              download
              icon={Download}
              variant="quiet"
              className="whitespace-nowrap"
            >
              {t('people.csvOut')}
            </ButtonLink>
            {manages ? <ButtonLink to={urls.dashboard.importPeople(school)}>{t('people.import')}</ButtonLink> : null}
            {manages ? (
              <ButtonLink to={urls.dashboard.newStudent(school)} variant="primary" icon={UserPlus} className="whitespace-nowrap">
                {t('people.add')}
              </ButtonLink>
            ) : null}
          </>
        }
      />
      {isListAnswer(posted) ? <PlainListAnswer answer={posted} to={listAt} /> : <PlainAnswer answer={posted} action={here} />}
      <h2 className="sr-only">{t('people.label')}</h2>
      <SegmentsNav school={school} asked={asked} counts={counts} />
      <SavedLists lists={lists} query={queryOf(partsOf(asked))} to={listAt} />
      <Filters courses={courses} asked={asked} action={urls.dashboard.people(school)} />
      {asked.tag ? (
        <p className="mt-3 text-sm">
          {t('people.tag', { tag: asked.tag })}{' '}
          <Link to={addressOf(school, { ...asked, tag: '' })} className="link">
            {t('people.clear')}
          </Link>
        </p>
      ) : null}
      {list.total ? (
        <change.Form method="post" action={here} ref={picking} onChange={look} onReset={() => setPicked([])} className="group/picking">
          {/* Enter in a field presses the first button of a form, whatever it does: here none. */}
          <button type="submit" disabled hidden />
          <Table label={t('people.label')} columns={columns} rows={list.students} rowKey={(student) => student.id} className="mt-4" />
          {manages ? (
            <BulkPart
              courses={courses}
              count={list.students.filter(({ id }) => picked.includes(id)).length}
              total={list.total}
              seesAll={keepsLists}
              busy={change.state !== 'idle'}
              answer={change.data}
            />
          ) : null}
        </change.Form>
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
        to={(page) => addressOf(school, asked, page)}
        summary={
          list.total
            ? t('people.summary', { from: (list.page - 1) * PAGE + 1, to: Math.min(list.page * PAGE, list.total), total: list.total })
            : undefined
        }
      />
    </ClockProvider>
  )
}

const pickedIn = (form: HTMLFormElement): string[] =>
  new FormData(form).getAll('student').filter((id): id is string => typeof id === 'string')

function Pick({ student }: { student: StudentRow }) {
  const { t } = useTranslation()
  return (
    <label className="grid size-6 place-items-center touch:size-11">
      <input
        type="checkbox"
        name="student"
        value={student.id}
        className="tick"
        aria-label={t('people.bulk.pickNamed', { name: student.name })}
      />
    </label>
  )
}

function Who({ school, student }: { school: string; student: StudentRow }) {
  const { t } = useTranslation()
  return (
    <Link to={urls.dashboard.student(school, student.id)} className="flex min-w-0 items-center gap-3 rounded-sm touch:min-h-11">
      <Avatar name={student.name} size="md" />
      <span className="min-w-0">
        <span className="flex items-center gap-2">
          <span className="max-w-[30ch] min-w-0 truncate hover:underline">{student.name}</span>
          {student.suspendedAt === null ? null : <Chip tone="danger">{t('student.suspended')}</Chip>}
          {student.sharedAt === null ? null : <Chip tone="wait">{t('student.shared.chip')}</Chip>}
        </span>
        <span className="block max-w-[30ch] truncate text-sm font-normal text-muted">{student.email}</span>
      </span>
    </Link>
  )
}
