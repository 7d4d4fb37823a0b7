import { data, type LoaderFunctionArgs, type MetaFunction, redirectDocument } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { ChevronLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { optionalPreview, optionalStudent, optionalView, schoolOf } from '#app/sessions.server.ts'
import { clockTime } from '#app/ui/player/player-props.ts'
import { SkipLink } from '#app/ui/skip-link.tsx'
import { urls } from '#app/urls.ts'
import { captionsById, captionsOf, cuesOf } from '#tenants/captions/find.ts'
import { ownName, suiting } from '#tenants/captions/languages.ts'
import { paragraphsOf } from '#tenants/captions/paragraphs.ts'
import { CourseUnknown, LessonUnknown } from '#tenants/courses/failures.ts'
import { EnrollmentNeeded } from '#tenants/learning/failures.ts'
import { learnView } from '#tenants/learning/learn.ts'
import { draftLesson } from '#tenants/previews/draft-course.ts'
import { pageTitle } from '../page-title.ts'
import { askedOf } from './lesson-data.server.ts'
import { lessonMissing } from './lesson-missing.ts'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, catalogue('en').t('learn.transcript.of', { lesson: data?.title ?? '' }))

/** What is said in a lesson's film, for whoever may open the lesson: to read, to print, and without script. */
export function loader({ context, request, params: { course = '', lesson = '' } }: LoaderFunctionArgs) {
  const tenant = schoolOf(context)
  const asked = optionalPreview(context, request)
  const preview = asked?.course.slug === course ? asked : undefined
  const look = preview ? undefined : optionalView(context, request)
  const student = preview ? undefined : (look?.view.student ?? optionalStudent(context, request)?.student)
  try {
    const shown = tenant.read((db) => {
      const view = preview ? draftLesson(db, preview, lesson) : learnView(db, student?.id, course, lesson)
      const offered = view.lesson.kind === 'video' && view.video ? captionsOf(db, view.video.id, { drafts: preview !== undefined }) : []
      // What is said is as much the film as its pictures are.
      const { isElsewhere } = askedOf(db, student, preview || look ? 'staff' : context.lectern)
      const wish = new URL(request.url).searchParams.get('language')
      const languages = offered.map(({ language }) => language)
      const best = suiting(languages, request.headers.get('Accept-Language'))
      const chosen = offered.find(({ language }) => language === wish) ?? offered.find(({ language }) => language === best) ?? offered[0]
      return {
        isElsewhere,
        title: view.lesson.title,
        language: chosen?.language ?? null,
        languages: [...new Set(languages)].map((tag) => ({ tag, name: ownName(tag) })),
        paragraphs:
          chosen && !isElsewhere
            ? paragraphsOf(cuesOf(captionsById(db, chosen.assetId, chosen.id))).map(({ cues: _, ...paragraph }) => paragraph)
            : [],
      }
    })
    return data({ ...shown, course, lesson }, { headers: { 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' } })
  } catch (error) {
    if (error instanceof EnrollmentNeeded)
      throw redirectDocument(student ? urls.school.course(course) : urls.school.courseOfLesson(course, lesson))
    if (error instanceof LessonUnknown || error instanceof CourseUnknown) throw lessonMissing(error, student)
    throw error
  }
}

export { LessonTrouble as ErrorBoundary } from './lesson-trouble.tsx'

export default function Transcript() {
  const { t } = useTranslation()
  const { isElsewhere, title, course, lesson, language, languages, paragraphs } = useLoaderData<typeof loader>()
  const others = languages.filter(({ tag }) => tag !== language)
  return (
    <>
      <SkipLink />
      <main id="content" tabIndex={-1} className="mx-auto max-w-[72ch] px-5 pt-6 pb-16 wrap-anywhere">
        <p className="print:hidden">
          <Link
            to={urls.school.lesson(course, lesson)}
            className="-ms-1 inline-flex min-h-11 items-center gap-1 text-sm text-soft hover:text-ink"
          >
            <ChevronLeft size={16} aria-hidden="true" className="rtl:-scale-x-100" />
            {t('learn.transcript.back')}
          </Link>
        </p>
        <p className="mt-4 text-sm text-muted">{t('learn.transcript.title')}</p>
        <h1 className="mt-1">
          <bdi>{title}</bdi>
        </h1>
        {others.length ? (
          <nav aria-label={t('learn.transcript.other')} className="mt-3 flex flex-wrap gap-x-4 print:hidden">
            {others.map(({ tag, name }) => (
              <Link
                key={tag}
                to={urls.school.transcript(course, lesson, tag)}
                lang={tag}
                className="inline-flex min-h-11 items-center text-sm underline underline-offset-4"
              >
                {name}
              </Link>
            ))}
          </nav>
        ) : null}
        {paragraphs.length ? null : <p className="mt-8 text-soft">{t(isElsewhere ? 'learn.video.elsewhere' : 'learn.transcript.none')}</p>}
        <div lang={language ?? undefined} dir="auto" className="mt-8 flex flex-col gap-5">
          {paragraphs.map(({ start, text, speaker }) => (
            <p key={start} className="grid gap-x-5 sm:grid-cols-[3.5rem_minmax(0,1fr)]">
              <Link
                to={urls.school.lessonAt(course, lesson, start / 1_000)}
                className="pt-1 text-sm text-muted tabular-nums hover:text-ink"
              >
                {clockTime(start / 1_000)}
              </Link>
              <span className="font-serif text-lg leading-relaxed">
                {speaker ? <b className="font-medium">{speaker}: </b> : null}
                {text}
              </span>
            </p>
          ))}
        </div>
      </main>
    </>
  )
}
