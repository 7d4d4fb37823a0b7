import { type LoaderFunctionArgs, redirect, redirectDocument } from '@remix-run/node'
import { optionalPreview, optionalStudent, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { whereToContinue } from '#tenants/learning/continue-course.ts'
import { firstDraftLesson } from '#tenants/previews/draft-course.ts'

/** The address of a course for students: on to the lesson they are at, or to the page that tells about it. */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const slug = params.course ?? ''
  const tenant = schoolOf(context)
  const preview = optionalPreview(context, request)
  if (preview?.course.slug === slug) {
    const first = tenant.read((db) => firstDraftLesson(db, preview))
    return first ? redirect(urls.school.lesson(slug, first.id)) : redirectDocument(urls.school.course(slug))
  }
  const student = optionalStudent(context, request)?.student
  // What was watched a second ago decides where to go on.
  await context.lectern.heartbeats.flushSchool(tenant)
  const continuing = tenant.read((db) => whereToContinue(db, student?.id, slug))
  if (continuing.at === 'lesson') return redirect(urls.school.lesson(slug, continuing.lessonId))
  if (continuing.at !== 'course') return redirect(urls.school.learn())
  // Who is signed in and not in the course needs a way in; the published page is none of Remix's, so the browser itself goes there.
  return student ? redirect(urls.school.redeem()) : redirectDocument(urls.school.course(slug))
}
