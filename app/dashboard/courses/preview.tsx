import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation, useSubmit } from '@remix-run/react'
import { Eye } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { requireStaff, staffToken } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { courseById, lessonById } from '#tenants/courses/find.ts'
import { BrowserHash } from '#tenants/people/view-as.ts'
import { PreviewRefused } from '#tenants/previews/failures.ts'
import { beginPreview, readPreview, sealPreview } from '#tenants/previews/previews.ts'
import { sessionHash } from '#tenants/registry/live-session.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { pageTitle } from '../page-title.ts'
import { takeView } from '../view-begun.ts'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(matches, data?.course.title)

/** To the school's host, and from there back to here: who looks is asked once more, where they are signed in (docs/decisions/0029). */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
  const { course, lesson } = askedFor(tenant, request, params.course)
  const sealed = new URL(request.url).searchParams.get('begin')
  if (!sealed) throw redirect(tenant.url(urls.school.preview(sealPreview(tenant, person.id, { courseId: course.id, lessonId: lesson }))))
  const preview = readPreview(tenant, sealed)
  if (preview.personId !== person.id || preview.courseId !== course.id) throw new PreviewRefused()
  return { school: tenant.slug, course: { id: course.id, title: course.title }, lesson }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
  const { course, lesson } = askedFor(tenant, request, params.course)
  const { searchParams } = new URL(request.url)
  const browser = BrowserHash.safeParse(searchParams.get('browser'))
  if (!browser.success) throw new PreviewRefused()
  const session = sessionHash(context.lectern.schools.registry, staffToken(context, request))
  const sealed = searchParams.get('begin') ?? ''
  await beginPreview(tenant, person.id, { sealed, courseId: course.id, browser: browser.data, session })
  // No redirect: browsers hold `form-action` against where a form is led to, and this is another host.
  return data({ ready: tenant.url(lesson ? urls.school.lesson(course.slug, lesson) : urls.school.course(course.slug)) })
}

/** @throws CourseUnknown, LessonUnknown */
function askedFor(tenant: Tenant, request: Request, courseId = '') {
  const lesson = new URL(request.url).searchParams.get('lesson')
  return tenant.read((db) => {
    if (lesson) lessonById(db, courseId, lesson)
    return { course: courseById(db, courseId), lesson: lesson || null }
  })
}

export const shouldRevalidate = () => false

export default function Preview() {
  const { school, course, lesson } = useLoaderData<typeof loader>()
  const ready = useActionData<typeof action>()?.ready
  const { t } = useTranslation()
  const submit = useSubmit()
  const isGoing = useNavigation().state !== 'idle' || Boolean(ready)
  const asked = urls.dashboard.preview(school, course.id, lesson ?? undefined)
  useEffect(() => {
    // The press in the editor, in this very tab, was it. Who was only led here presses.
    if (takeView(asked)) submit(null, { method: 'post', replace: true })
  }, [asked, submit])
  useEffect(() => {
    // Instead of this page, whose address is good for nothing any more.
    if (ready) window.location.replace(ready)
  }, [ready])
  const back = lesson ? urls.dashboard.lesson(school, course.id, lesson) : urls.dashboard.course(school, course.id)
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t('courses.list.title'), to: urls.dashboard.courses(school) },
          { label: course.title, to: urls.dashboard.course(school, course.id) },
        ]}
        title={t('previews.title', { title: course.title })}
        lead={t('previews.text')}
      />
      <div className="mt-6 flex flex-wrap gap-3">
        {ready ? (
          <ButtonLink to={ready} reloadDocument variant="primary" icon={Eye}>
            {t('previews.ready')}
          </ButtonLink>
        ) : (
          <Form method="post">
            <Button type="submit" variant="primary" icon={Eye} busy={isGoing}>
              {t('previews.begin')}
            </Button>
          </Form>
        )}
        <ButtonLink to={back}>{t('previews.back')}</ButtonLink>
      </div>
    </>
  )
}
