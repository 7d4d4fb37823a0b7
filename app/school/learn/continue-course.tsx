import { useTranslation } from 'react-i18next'
import { coverPicture } from '#app/school-pictures.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { clockTime } from '#app/ui/player/player-props.ts'
import { ProgressBar } from '#app/ui/progress.tsx'
import { urls } from '#app/urls.ts'
import type { EnrolledCourse } from '#tenants/learning/student-home.ts'

/** The course a student was in last, with the one next step. */
export function ContinueCourse({ course }: { course: EnrolledCourse }) {
  const { t } = useTranslation()
  const { title, slug, next, position, done, total, share } = course
  const hasBegun = course.lastWatchedAt !== undefined
  const to = next ? urls.school.lesson(slug, next.id) : urls.school.learnCourse(slug)
  return (
    <section aria-labelledby="continue" className="grid items-center gap-x-16 gap-y-8 lg:grid-cols-[minmax(0,46%)_minmax(0,1fr)] lg:pt-4">
      <Cover
        id={course.id}
        title={course.title}
        picture={coverPicture(course.cover)}
        ratio="8/5"
        sizes="(width >= 64rem) 580px, 100vw"
        eager
        className="rounded-lg"
      />
      <div>
        <h1 id="continue" className="max-w-[22ch] text-2xl lg:text-4xl">
          {title}
        </h1>
        <ProgressBar value={share} label={t('school.learn.progressOf', { title })} className="mt-6 max-w-md" />
        <p className="mt-2.5 text-sm text-muted tabular-nums">{t('school.learn.progress', { done, total })}</p>
        {next ? (
          <div className="mt-6 border-t border-line pt-5">
            <p className="text-sm text-muted">{hasBegun ? t('school.learn.continue') : t('school.learn.begin')}</p>
            <p className="mt-1 font-serif text-xl">
              {next.title}
              {position > 0 ? (
                <span className="ms-2 font-sans text-sm whitespace-nowrap text-muted tabular-nums">
                  {t('school.learn.at', { clock: clockTime(position) })}
                </span>
              ) : null}
            </p>
          </div>
        ) : null}
        <ButtonLink to={to} variant="primary" size="lg" className="mt-6 max-sm:w-full">
          {hasBegun ? t('school.learn.continueAction') : t('school.learn.beginAction')}
        </ButtonLink>
      </div>
    </section>
  )
}
