import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { may, onlyOf, requireStaff, seesAllOf } from '#app/sessions.server.ts'
import { Avatar } from '#app/ui/avatar.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { CopyButton } from '#app/ui/copy-button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { isOpenRow } from '#tenants/learning/enrollments.ts'
import { endDevices, MAX_NOTE, readTags, sendSignInLink, setTags, writeNote } from '#tenants/people/keep-student.ts'
import { coursesInFile, devicesOf, lettersTo, noteOn, studentInReach, tagsOf } from '#tenants/people/student-file.ts'
import { coursesToChoose } from '#tenants/people/student-list.ts'
import { sealView } from '#tenants/people/view-as.ts'
import { namesOf } from '#tenants/registry/people.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { ChangeForm, changeBy, orToldProblem } from './change-forms.server.ts'
import { AccessPart } from './student/access-part.tsx'
import { DevicesPart } from './student/devices-part.tsx'
import { LettersPart } from './student/letters-part.tsx'
import { NotePart } from './student/note-part.tsx'
import { PlainAnswer } from './student/plain-answer.tsx'
import { Seen } from './student/seen.tsx'
import { StudentActions } from './student/student-actions.tsx'
import { timelineOf } from './student/timeline.server.ts'
import { TimelinePart } from './student/timeline-part.tsx'
import { answered } from './use-change.ts'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, data?.student.name, catalogue('en').t('people.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.see')
  const { tenant, person } = staff
  const reach = onlyOf(staff)
  const manages = may(staff, 'people.manage')
  // Who teaches some courses sees nothing of the others: not in a timeline, nor what colleagues wrote down.
  const seesAll = seesAllOf(staff)
  const before = Number(new URL(request.url).searchParams.get('before')) || undefined
  const now = Date.now()
  const seen = tenant.read((db) => {
    const found = studentInReach(db, params.student ?? '', reach)
    const { id, name, email, createdAt, seenAt, suspendedAt, sharedAt, sharedWhy } = found
    const courses = coursesInFile(db, id, reach)
    const suspendedReason = seesAll ? found.suspendedReason : ''
    const isIn = new Set(courses.filter((one) => isOpenRow(one, now)).map((one) => one.id))
    const note = seesAll ? noteOn(db, id) : null
    return {
      school: tenant.slug,
      student: { id, name, email, joinedAt: createdAt, seenAt, suspendedAt, suspendedReason, sharedAt, sharedWhy },
      courses,
      choices: manages ? coursesToChoose(db, reach).filter((one) => !isIn.has(one.id)) : [],
      manages,
      seesAll,
      devices: seesAll ? devicesOf(db, id, now) : [],
      letters: seesAll ? lettersTo(db, id) : [],
      note: note && { text: note.text, writtenAt: note.writtenAt, writtenBy: note.writtenBy },
      tags: seesAll ? tagsOf(db, id) : [],
      timeline: seesAll ? timelineOf(db, id, before) : null,
      view:
        may(staff, 'people.view_as') && suspendedAt === null ? tenant.url(urls.school.viewAs(sealView(tenant, person.id, id, now))) : null,
      now,
    }
  })
  const about = [seen.note?.writtenBy, ...(seen.timeline?.list.map(({ actor }) => actor) ?? [])]
  return { ...seen, names: namesOf(context.lectern.schools.registry, about) }
}

const OwnForm = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('link') }),
  z.object({ intent: z.literal('sign-out'), device: z.string().max(64).optional() }),
  z.object({ intent: z.literal('note'), text: z.string().max(MAX_NOTE) }),
  z.object({ intent: z.literal('tags'), tags: z.string().max(1_000) }),
])

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.manage')
  const { tenant, person } = staff
  const id = params.student ?? ''
  const keeper = { id: person.id, reach: onlyOf(staff) }
  tenant.read((db) => studentInReach(db, id, keeper.reach).id)
  const form = await readForm(request, z.union([OwnForm, ChangeForm]))
  const { t } = catalogue('en')
  return orToldProblem(async () => {
    switch (form.intent) {
      case 'link':
        await sendSignInLink(tenant, keeper, id)
        return answered({ done: t('student.told.link') })
      case 'sign-out':
        await endDevices(tenant, keeper, id, form.device)
        return answered({ done: t('student.told.signedOut') })
      case 'note':
        await writeNote(tenant, keeper, id, form.text)
        return answered({ done: t('student.told.note') })
      case 'tags':
        await setTags(tenant, keeper, id, readTags(form.tags))
        return answered({ done: t('student.told.tags') })
      default:
        return changeBy(staff, form, { ids: [id] })
    }
  })
}

export type StudentData = ReturnType<typeof useLoaderData<typeof loader>>

export default function StudentPage() {
  const loaded = useLoaderData<typeof loader>()
  const posted = useActionData<typeof action>()
  const { school, student, courses, manages, seesAll, timeline, now } = loaded
  const { t } = useTranslation()
  const here = urls.dashboard.student(school, student.id)
  return (
    <ClockProvider now={now}>
      <PageHeader
        crumbs={[{ label: t('people.title'), to: urls.dashboard.people(school) }, { label: student.name }]}
        title={
          <span className="flex items-center gap-4">
            <Avatar name={student.name} size="lg" />
            <bdi className="min-w-0 wrap-anywhere">{student.name}</bdi>
          </span>
        }
        meta={<Facts student={student} />}
        actions={
          <StudentActions view={loaded.view} manages={manages} seesAll={seesAll} isSuspended={student.suspendedAt !== null} action={here} />
        }
      />
      <PlainAnswer answer={posted} action={here} />
      {student.suspendedAt === null ? null : (
        <Notice tone="caution" title={t('student.suspended')} className="mt-6">
          {student.suspendedReason ? t('student.suspendedBecause', { reason: student.suspendedReason }) : t('student.suspendedText')}
        </Notice>
      )}
      {student.sharedAt !== null && student.sharedWhy ? (
        <Notice className="mt-6" title={t('student.shared.chip')}>
          {t(`student.shared.${student.sharedWhy}`, { at: student.sharedAt })}
        </Notice>
      ) : null}
      <div className="mt-8 grid gap-x-12 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="min-w-0">
          <AccessPart school={school} courses={courses} choices={loaded.choices} manages={manages} action={here} />
          {timeline ? <TimelinePart timeline={timeline} names={loaded.names} school={school} student={student.id} /> : null}
        </div>
        {seesAll ? (
          <div className="min-w-0 max-lg:mt-10">
            <NotePart note={loaded.note} names={loaded.names} tags={loaded.tags} action={here} />
            <DevicesPart devices={loaded.devices} action={here} />
            <LettersPart letters={loaded.letters} />
          </div>
        ) : null}
      </div>
    </ClockProvider>
  )
}

function Facts({ student }: { student: StudentData['student'] }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="wrap-anywhere">{student.email}</span>
      <CopyButton size="sm" variant="quiet" value={student.email} label={t('student.copyEmail')} />
      <span>
        {t('student.joined')} <RelativeTime at={student.joinedAt} />
      </span>
      <span>
        {t('student.seen')} <Seen at={student.seenAt} />
      </span>
      {student.suspendedAt === null ? null : <Chip tone="danger">{t('student.suspended')}</Chip>}
      {student.sharedAt === null ? null : <Chip tone="wait">{t('student.shared.chip')}</Chip>}
    </>
  )
}
