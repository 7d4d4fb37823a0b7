import { FileText, Play } from 'lucide-react'
import { catalogue } from '#app/locales/catalogue.ts'
import { courseLength } from '#app/school/course-length.ts'
import { readingTime } from '#app/ui/moments.ts'
import { urls } from '#app/urls.ts'
import { type OutlineLesson, type OutlineSection, secondsOf } from '#tenants/courses/outline.ts'

interface LessonListProps {
  readonly courseSlug: string
  readonly sections: readonly OutlineSection[]
  readonly locale: string
}

/** What is inside a course, as visitors read it: the free lessons are links. */
export function LessonList({ courseSlug, sections, locale }: LessonListProps) {
  return sections
    .filter((section) => section.lessons.length > 0)
    .map((section) => (
      <section key={section.id} aria-labelledby={section.id} className="mt-10 first:mt-0">
        <div className="flex items-baseline justify-between gap-6 border-b border-line-strong pb-3">
          <h3 id={section.id}>{section.title}</h3>
          <span className="flex-none text-sm text-muted tabular-nums">{courseLength(secondsOf(section.lessons))}</span>
        </div>
        <ol>
          {section.lessons.map((lesson) => (
            <li key={lesson.id} className="border-b border-line">
              {lesson.preview ? (
                <a
                  href={urls.school.lesson(courseSlug, lesson.id)}
                  className="group flex min-h-12 items-center gap-x-4 py-2.5 hover:text-accent"
                >
                  <Row lesson={lesson} locale={locale} />
                </a>
              ) : (
                <div className="flex min-h-12 items-center gap-x-4 py-2.5">
                  <Row lesson={lesson} locale={locale} />
                </div>
              )}
            </li>
          ))}
        </ol>
      </section>
    ))
}

function Row({ lesson, locale }: { lesson: OutlineLesson; locale: string }) {
  const { t } = catalogue(locale)
  const Icon = lesson.kind === 'video' ? Play : FileText
  // A text has no length of its own: it takes about so long to read.
  const length = lesson.kind === 'text' && lesson.seconds > 0 ? readingTime(lesson.seconds) : courseLength(lesson.seconds)
  return (
    <>
      <Icon size={16} className={lesson.preview ? 'text-accent' : 'text-muted'} />
      <span className="sr-only">{lesson.kind === 'video' ? t('site.coursePage.video') : t('site.coursePage.text')}</span>
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 text-ui">{lesson.title}</span>
        {lesson.preview ? <span className="chip chip-good">{t('site.coursePage.preview')}</span> : null}
      </span>
      <span className="flex-none text-sm text-muted tabular-nums">{length}</span>
    </>
  )
}
