import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node'
import {
  type ClientActionFunctionArgs,
  type ClientLoaderFunctionArgs,
  type MetaFunction,
  redirectDocument,
  useFetcher,
  useLoaderData,
  useParams,
} from '@remix-run/react'
import { z } from 'zod'
import { askedSecond } from '#app/asked-second.server.ts'
import { parseForm } from '#app/forms.server.ts'
import { lessonPictures, shownHtml } from '#app/lesson-html.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { optionalPreview, optionalStudent, optionalView, requireStudent, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { chaptersOf } from '#tenants/chapters/find.ts'
import { CourseUnknown, LessonUnknown } from '#tenants/courses/failures.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { EnrollmentNeeded } from '#tenants/learning/failures.ts'
import { type LearnView, learnView } from '#tenants/learning/learn.ts'
import { markLesson } from '#tenants/learning/progress.ts'
import { watchedOf } from '#tenants/learning/watched.ts'
import { assetView } from '#tenants/media/asset-view.ts'
import { draftLesson } from '#tenants/previews/draft-course.ts'
import type { Preview } from '#tenants/previews/previews.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { pageTitle } from '../page-title.ts'
import { isLostLine, loadOrKept, shownStudent } from './kept-lesson.ts'
import { dropMark, keepMark } from './kept-marks.ts'
import { askedOf, lessonData, shownCaptions, visitorOf } from './lesson-data.server.ts'
import { lessonMissing } from './lesson-missing.ts'
import { LessonPage } from './lesson-page.tsx'

export const meta: MetaFunction<typeof loader> = ({ data, params, matches }) => {
  if (!data) return []
  const [course = '', ...lines] = data.contents.split('\n')
  const lesson = lines
    .find((line) => line.startsWith(`\t${params.lesson}\t`))
    ?.split('\t')
    .at(-1)
  return pageTitle(matches, `${lesson} · ${course}`)
}

export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders

export function loader({ context, request, params: { course = '', lesson = '' } }: LoaderFunctionArgs) {
  const tenant = schoolOf(context)
  const preview = optionalPreview(context, request)
  if (preview?.course.slug === course) return previewed(context, request, tenant, preview, lesson)
  const look = optionalView(context, request)
  const student = look?.view.student ?? optionalStudent(context, request)?.student
  try {
    const [view, watched, text, made, asked] = tenant.read((db) => {
      const seen = learnView(db, student?.id, course, lesson)
      const watched = student ? watchedOf(db, student.id, lesson) : []
      const asked = askedOf(db, student, look ? 'staff' : context.lectern)
      return [seen, watched, shownHtml(tenant, seen.html, lessonPictures(db, seen.html)), madeSoFar(db, seen, request), asked]
    })
    if (text.frames.length) context.lectern.allowFrames(text.frames)
    const visitor = student ? undefined : visitorOf(context, request)
    const viewer = student ? { as: 'student' as const, id: student.id } : { as: 'visitor' as const, id: visitor?.id ?? '' }
    const answer = lessonData(tenant, view, { viewer, student, watched, text, made, asked, at: askedSecond(request) })
    return data(answer, { headers: answerHeaders(request, visitor?.cookie) })
  } catch (error) {
    // The course page is a published one, which the router does not know.
    if (error instanceof EnrollmentNeeded)
      throw redirectDocument(student ? urls.school.course(course) : urls.school.courseOfLesson(course, lesson))
    if (error instanceof LessonUnknown || error instanceof CourseUnknown) throw lessonMissing(error, student)
    throw error
  }
}

/** As much of the lesson's film as can be watched. */
function madeSoFar(db: Reading, { video: asset }: LearnView, request: Request, { drafts = false } = {}) {
  const video = assetView(db, asset?.id ?? null)
  return video?.watch
    ? {
        ...video.watch,
        secondsLeft: video.secondsLeft,
        captions: shownCaptions(db, video.id, request, { drafts }),
        chapters: chaptersOf(db, video.id).list,
      }
    : undefined
}

/** The lesson as the draft has it. Never kept, by nobody, and nothing is counted: there is no student. */
function previewed(context: AppLoadContext, request: Request, tenant: Tenant, preview: Preview, lesson: string) {
  const [view, text, made, asked] = tenant.read((db) => {
    const seen = draftLesson(db, preview, lesson)
    return [
      seen,
      shownHtml(tenant, seen.html, lessonPictures(db, seen.html)),
      madeSoFar(db, seen, request, { drafts: true }),
      askedOf(db, undefined, 'staff'),
    ]
  })
  if (text.frames.length) context.lectern.allowFrames(text.frames)
  const headers = { 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' }
  const viewer = { as: 'preview' as const, id: preview.id }
  return data(lessonData(tenant, view, { viewer, student: undefined, watched: [], text, made, asked, at: askedSecond(request) }), {
    headers,
  })
}

/** What was fetched ahead is kept for the click that follows and no longer. */
function answerHeaders(request: Request, cookie: string | undefined): Headers {
  const isAhead = /prefetch/.test(request.headers.get('Sec-Purpose') ?? request.headers.get('Purpose') ?? '')
  const headers = new Headers({ 'Cache-Control': isAhead ? 'private, max-age=10' : 'private, no-store' })
  if (cookie) headers.set('Set-Cookie', cookie)
  return headers
}

const Mark = z.object({ intent: z.enum(['done', 'undone']) })

export async function action({ context, request, params: { course = '', lesson = '' } }: ActionFunctionArgs) {
  const { tenant, student } = requireStudent(context, request)
  const form = await parseForm(request, Mark)
  if (!form.ok) return form.reply()
  await markLesson(tenant, student.id, course, lesson, form.value.intent === 'done')
  // Without script the browser itself came, and is to see the page anew; with it the page asks for what changed.
  return request.headers.get('Sec-Fetch-Mode') === 'navigate' ? redirect(urls.school.lesson(course, lesson), 303) : null
}

export async function clientLoader({ request, serverLoader }: ClientLoaderFunctionArgs) {
  const path = new URL(request.url).pathname
  const loaded = await loadOrKept(path, () => serverLoader<typeof loader>()).catch((error: unknown) => {
    if (!isLostLine(error)) throw error
    throw Response.json({ message: catalogue('en').t('learn.notLoaded') }, { status: 503 })
  })
  // A document keeps the policy it came with, and that allows the frames of its own lesson alone.
  if (loaded.hasFrames && path !== documentPath()) throw redirectDocument(path + new URL(request.url).search)
  return loaded
}

/** Where this document came from, wherever the router has gone since. */
const documentPath = (): string => new URL(performance.getEntriesByType('navigation')[0]?.name ?? window.location.href).pathname

/** What is said while the line is gone is kept, and sent when it is back. */
export async function clientAction({ request, params: { course = '', lesson = '' }, serverAction }: ClientActionFunctionArgs) {
  const at = Date.now()
  const student = shownStudent()
  const intent = (await request.clone().formData()).get('intent') === 'undone' ? 'undone' : 'done'
  try {
    await serverAction<typeof action>()
    if (student) dropMark(student, lesson, at)
  } catch (error) {
    if (!isLostLine(error) || !student) throw error
    keepMark(student, { course, lesson, intent, at })
  }
  return null
}

export { LessonTrouble as ErrorBoundary } from './lesson-trouble.tsx'

export default function Lesson() {
  const { course = '', lesson = '' } = useParams()
  // One for each lesson: marking the next does not take back what is still on its way for this one.
  const marking = useFetcher<typeof clientAction>({ key: `mark/${lesson}` })
  return <LessonPage course={course} lessonId={lesson} data={useLoaderData<typeof loader>()} marking={marking} />
}
