import { Link } from '@remix-run/react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { coverPicture } from '#app/school-pictures.ts'
import { Cover } from '#app/ui/cover.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { urls } from '#app/urls.ts'
import type { EnrolledCourse } from '#tenants/learning/student-home.ts'

/** Courses under one heading, each with how far the student is. */
export function CourseProgressCards({ title, courses }: { title: string; courses: readonly EnrolledCourse[] }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-6">
        {title}
      </h2>
      <ul className="grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-3">
        {courses.map((course) => (
          <li key={course.id}>
            <Link to={urls.school.learnCourse(course.slug)} className="group block rounded-md outline-offset-4">
              <Cover
                id={course.id}
                title={course.title}
                picture={coverPicture(course.cover)}
                sizes="(width >= 64rem) 420px, (width >= 40rem) 50vw, 100vw"
                className="transition-opacity group-hover:opacity-90"
              />
              <h3 className="mt-4 group-hover:text-accent">{course.title}</h3>
              <ProgressBar value={course.share} label={t('school.learn.progressOf', { title: course.title })} className="mt-3" />
              <p className="mt-2 text-sm text-muted tabular-nums">
                {t('school.learn.progress', { done: course.done, total: course.total })}
              </p>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
