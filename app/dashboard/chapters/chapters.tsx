import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { Clapperboard } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { urls } from '#app/urls.ts'
import { chaptersOf } from '#tenants/chapters/find.ts'
import { lessonScreen } from '#tenants/courses/lesson-screen.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import { filmBeside } from '../film-beside.server.ts'
import { pageTitle } from '../page-title.ts'
import { type ChaptersProblem, changeChapters } from './chapters-change.server.ts'
import { ChaptersEditor } from './chapters-editor.tsx'
import { ChaptersHeader } from './chapters-header.tsx'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, catalogue('en').t('chapters.title'), data?.lesson.title)

/** The editor holds what is typed: a look of the router at the server changes nothing of it. */
export const shouldRevalidate = () => false

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
  return tenant.read((db) => {
    const { course, lesson, video } = lessonScreen(db, params.course ?? '', params.lesson ?? '')
    return {
      now: Date.now(),
      school: tenant.slug,
      course: { id: course.id, title: course.title },
      lesson: { id: lesson.id, title: lesson.title },
      filmId: video?.id ?? null,
      /** Seconds; null before it is known. */
      length: video?.seconds ?? null,
      chapters: chaptersOf(db, video?.id ?? ''),
      film: filmBeside(tenant, person.id, video),
    }
  })
}

export type EditedFilm = ReturnType<typeof loader>

/** Before script is here; with it, changes go to list.ts. */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { school = '', course = '', lesson = '' } = params
  const video = staff.tenant.read((db) => lessonScreen(db, course, lesson).video)
  if (!video) throw new AssetUnknown()
  const problem = await changeChapters(staff, video, await request.formData())
  if (problem) return data<ChaptersProblem>(problem, problem.status)
  return redirect(urls.dashboard.chapters(school, course, lesson))
}

export default function ChaptersPage() {
  const { t } = useTranslation()
  const loaded = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { school, course, lesson, filmId } = loaded
  return (
    <ClockProvider now={loaded.now}>
      {filmId ? (
        <ChaptersEditor key={filmId} loaded={loaded} refused={refused} />
      ) : (
        <>
          <ChaptersHeader loaded={loaded} />
          <EmptyState
            level={2}
            icon={Clapperboard}
            title={t('chapters.noVideo')}
            text={t('chapters.noVideoText')}
            action={<ButtonLink to={urls.dashboard.lesson(school, course.id, lesson.id)}>{t('chapters.toLesson')}</ButtonLink>}
            className="mt-8"
          />
        </>
      )}
    </ClockProvider>
  )
}
