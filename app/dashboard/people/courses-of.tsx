import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ProgressBar } from '#app/ui/progress.tsx'

type CourseOf = { id: string; title: string; done: number; total: number }

/** The courses of one student, each with how far they are in it. */
export function CoursesOf({ courses }: { courses: readonly CourseOf[] }) {
  const { t } = useTranslation()
  if (!courses.length) return <span className="text-sm text-muted">{t('people.noCourse')}</span>
  return (
    <ul className="flex w-full max-w-72 flex-col gap-2 max-sm:max-w-52">
      {courses.map((course) => (
        <li key={course.id}>
          <span className="flex items-baseline justify-between gap-4 text-sm">
            <span className="min-w-0 truncate" title={course.title}>
              {course.title}
            </span>
            <span className="flex-none text-xs text-muted tabular-nums">{said(t, course)}</span>
          </span>
          {course.total ? (
            <ProgressBar
              value={course.done / course.total}
              label={t('people.doneIn', { ...course, course: course.title })}
              className="mt-1"
            />
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function said(t: TFunction, { done, total }: CourseOf): string {
  if (!total) return t('people.notPublished')
  return done === total ? t('people.finished') : t('people.done', { done, total })
}
