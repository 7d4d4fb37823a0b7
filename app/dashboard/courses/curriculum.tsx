import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { type ClientActionFunctionArgs, useActionData, useLoaderData, useRevalidator, useSearchParams } from '@remix-run/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

import { sentence, sentenceFor, unpackError } from '#app/locales/sentences.ts'
import { pollable, usePolled } from '#app/polling.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { checkCourse, requireStaff, safeDestination } from '#app/sessions.server.ts'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { courseCover } from '#tenants/courses/course-cover.ts'
import { courseStanding, curriculumView } from '#tenants/courses/curriculum-view.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { useUploadsDone } from '../uploads/use-running.ts'
import { CourseRail } from './course-rail.tsx'
import { coursesOfChange, performChange } from './curriculum-actions.server.ts'
import { CurriculumBoard } from './curriculum-board.tsx'
import { CurriculumChange, type Sections } from './curriculum-changes.ts'
import { useCurriculum } from './use-curriculum.ts'

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'courses.manage')
  return tenant.read((db) => {
    const { course, lessons, seconds } = courseStanding(db, params.course ?? '')
    const { id, title, price, currency } = course
    return {
      now: Date.now(),
      school: tenant.slug,
      sections: curriculumView(db, id).sections.map((section) => ({
        ...section,
        lessons: section.lessons.map((lesson) =>
          lesson.video?.state === 'failed'
            ? { ...lesson, video: { ...lesson.video, reason: sentence(`jobs.reason.${lesson.video.reason}`) } }
            : lesson,
        ),
      })),
      course: {
        id,
        title,
        price,
        currency,
        lessons,
        seconds,
        cover: coverPicture(courseCover(db, course.coverAssetId).picture, '', tenant.origin),
      },
    }
  })
}

export const clientLoader = pollable

/** `made`: the ids of copies, and of what videos are put into. */
type Answer = { key: string; problem: string | null; made?: readonly string[] }

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant, person } = staff
  const form = Object.fromEntries(await request.formData())
  const key = String(form.key ?? '')
  const change = CurriculumChange.safeParse(form)
  let made: readonly string[] = []
  if (!change.success) return data<Answer>({ key, problem: unpackError(change.error.issues[0]?.message ?? '') }, 400)
  try {
    for (const course of tenant.read((db) => coursesOfChange(db, change.data))) checkCourse(staff, course)
    made = await performChange(tenant, person.id, params.course ?? '', change.data)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<Answer>({ key, problem: sentenceFor(error) }, error.status)
  }
  if (form.back) return redirect(safeDestination(form.back, urls.dashboard.course(tenant.slug, params.course ?? '')))
  return data<Answer>({ key, problem: null, made })
}

export async function clientAction({ request, serverAction }: ClientActionFunctionArgs) {
  const key = String((await request.clone().formData()).get('key') ?? '')
  return orProblem<Answer>(serverAction, (problem) => ({ key, problem }))
}

export default function Curriculum() {
  const loaded = useLoaderData<typeof loader>()
  // Another course is another board: nothing that waits to be sent goes over to it.
  return <Page key={loaded.course.id} loaded={loaded} />
}

function Page({ loaded }: { loaded: ReturnType<typeof useLoaderData<typeof loader>> }) {
  const { t } = useTranslation()
  const { known, look } = usePolled(loaded, urls.dashboard.curriculumPoll(loaded.school, loaded.course.id), ({ sections }) =>
    isPreparing(sections) ? 1_500 : null,
  )
  const { school, sections, course } = known
  useUploadsDone(course.id, look)
  useHeaderFresh(loaded.sections, sections)
  const curriculum = useCurriculum(sections, urls.dashboard.curriculum(school, course.id), look)
  const plainProblem = useActionData<typeof action>()?.problem
  const [search] = useSearchParams()
  return (
    <div className="grid gap-x-12 gap-y-12 xl:grid-cols-[minmax(0,1fr)_264px]">
      <div className="min-w-0">
        <h2 className="sr-only">{t('courses.curriculum.title')}</h2>
        {plainProblem ? (
          <Notice tone="danger" className="mb-5">
            {plainProblem}
          </Notice>
        ) : null}
        <CurriculumBoard
          sections={curriculum.sections}
          change={curriculum.change}
          school={school}
          course={course.id}
          menu={search.get('menu') ?? ''}
        />
      </div>
      <CourseRail school={school} course={course} />
    </div>
  )
}

/** A look renews the board alone: once lessons stand otherwise than when the page was loaded, its header counts them anew. */
function useHeaderFresh(loaded: Sections, seen: Sections): void {
  const { revalidate } = useRevalidator()
  const standing = standingOf(seen)
  const isBehind = standing !== standingOf(loaded)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each change of what is seen
  useEffect(() => {
    if (isBehind) revalidate()
  }, [isBehind, standing, revalidate])
}

const standingOf = (sections: Sections): string =>
  sections.flatMap(({ lessons }) => lessons.map(({ id, isEmpty, video }) => `${id} ${isEmpty} ${video?.state ?? ''}`)).join()

const isPreparing = (sections: Sections): boolean =>
  sections.some((section) => section.lessons.some((lesson) => lesson.video?.state === 'preparing'))
