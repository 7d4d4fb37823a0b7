import { catalogue } from '#app/locales/catalogue.ts'
import { courseFacts } from '#app/school/course-length.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { Cover } from '#app/ui/cover.tsx'
import { cx } from '#app/ui/cx.ts'
import { urls } from '#app/urls.ts'
import type { CourseCard } from '#tenants/site/pages.ts'
import { Price } from './price.tsx'

/** The courses of a school, two or three beside each other. */
export function CourseCards({ courses, locale }: { courses: readonly CourseCard[]; locale: string }) {
  const { t } = catalogue(locale)
  const columns = courses.length === 2 || courses.length === 4 ? 'sm:grid-cols-2' : 'sm:grid-cols-2 lg:grid-cols-3'
  return (
    <ul className={cx('grid gap-x-8 gap-y-12', columns)}>
      {courses.map((course) => (
        <li key={course.id}>
          <a href={urls.school.course(course.slug)} className="group block rounded-md outline-offset-4">
            <Cover
              id={course.id}
              title={course.title}
              picture={coverPicture(course.cover)}
              sizes="(width >= 64rem) 420px, (width >= 40rem) 50vw, 100vw"
              className="transition-opacity group-hover:opacity-90"
            />
            <h3 className="mt-4 group-hover:text-accent">{course.title}</h3>
            <p className="mt-1.5 text-sm text-muted">{courseFacts(t, course)}</p>
            <p className="mt-2 text-ui">
              <Price course={course} locale={locale} />
            </p>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** A school with one course shows what is in it rather than the same cover again. */
export function OnlyCourse({ course, locale }: { course: CourseCard; locale: string }) {
  const { t } = catalogue(locale)
  return (
    <div className="grid gap-x-16 gap-y-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,46%)]">
      <div>
        <h3 className="max-w-[24ch] text-2xl lg:text-3xl">
          <a href={urls.school.course(course.slug)} className="hover:text-accent">
            {course.title}
          </a>
        </h3>
        {course.outcome ? <p className="mt-4 max-w-[54ch] text-base text-soft">{course.outcome}</p> : null}
        <p className="mt-5 text-sm text-muted">{courseFacts(t, course)}</p>
        <p className="mt-2 text-ui">
          <Price course={course} locale={locale} />
        </p>
        <a href={urls.school.course(course.slug)} className="button button-secondary mt-6">
          {t('site.look')}
        </a>
      </div>
      <ol className="self-start border-t border-line">
        {course.chapters.slice(0, CHAPTERS).map((chapter, at) => (
          <li key={chapter.id} className="flex items-baseline gap-5 border-b border-line py-4">
            <span className="w-5 text-sm text-muted tabular-nums">{at + 1}</span>
            <span className="min-w-0 flex-1 font-serif text-lg">{chapter.title}</span>
            <span className="flex-none text-sm text-muted tabular-nums">{t('site.facts.lessons', { count: chapter.lessons })}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

const CHAPTERS = 8
