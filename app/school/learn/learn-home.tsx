import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { useRoot } from '#app/root.tsx'
import { pageTitle } from '#app/school/page-title.ts'
import { requireStudent } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { urls } from '#app/urls.ts'
import { enrolledCourses, restingCourses } from '#tenants/learning/student-home.ts'
import { ContinueCourse } from './continue-course.tsx'
import { CourseProgressCards } from './course-progress-cards.tsx'
import { useKeptMarks } from './use-kept-marks.ts'
import { useUnsent } from './use-unsent.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('school.learn.title'))

export async function loader({ context, request }: LoaderFunctionArgs) {
  const { tenant, student } = requireStudent(context, request)
  // What was watched a second ago decides what comes next.
  await context.lectern.heartbeats.flushSchool(tenant)
  return tenant.read((db) => ({ student: student.id, courses: enrolledCourses(db, student.id), resting: restingCourses(db, student.id) }))
}

export default function LearnHome() {
  const { student, courses, resting } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  useUnsent(student)
  useKeptMarks(student)
  const open = courses.filter((course) => course.done < course.total)
  const finished = courses.filter((course) => course.done >= course.total)
  const [first, ...others] = open
  if (courses.length === 0 && resting.length === 0) return <NothingYet />
  return (
    <div className="flex flex-col gap-16 lg:gap-24">
      {first ? (
        <ContinueCourse course={first} />
      ) : (
        <header>
          <h1 className="text-3xl lg:text-4xl">{finished.length > 0 ? t('school.learn.allDone') : t('school.learn.title')}</h1>
          {finished.length > 0 ? <p className="mt-4 max-w-[54ch] text-lg text-soft">{t('school.learn.allDoneText')}</p> : null}
        </header>
      )}
      {others.length > 0 ? <CourseProgressCards title={t('school.learn.others')} courses={others} /> : null}
      {finished.length > 0 ? <CourseProgressCards title={t('school.learn.finished')} courses={finished} /> : null}
      {resting.length > 0 ? (
        <section aria-labelledby="resting">
          <h2 id="resting">{t('school.learn.resting')}</h2>
          <ul className="mt-4 border-t border-line">
            {resting.map(({ id, title, isRemoved }) => (
              <li key={id} className="border-b border-line py-4">
                <p className="text-ui">{title}</p>
                <p className="mt-0.5 text-sm text-muted">{isRemoved ? t('school.learn.removedText') : t('school.learn.restingText')}</p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

function NothingYet() {
  const { t } = useTranslation()
  const { school } = useRoot()
  const name = school?.name ?? ''
  return (
    <section className="grid items-center gap-x-16 gap-y-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,46%)] lg:pt-6">
      <div>
        <h1 className="max-w-[16ch] text-3xl lg:text-4xl">{t('school.learn.emptyTitle')}</h1>
        <p className="mt-5 max-w-[48ch] text-lg text-soft">{t('school.learn.emptyText', { name })}</p>
        <div className="mt-8 flex flex-wrap gap-3">
          <ButtonLink to={urls.school.redeem()} variant="primary" size="lg" className="max-sm:w-full">
            {t('school.nav.redeem')}
          </ButtonLink>
          <ButtonLink to={urls.school.home()} reloadDocument size="lg" className="max-sm:w-full">
            {t('school.learn.emptyBrowse')}
          </ButtonLink>
        </div>
      </div>
      <Cover id={name} title={name} ratio="8/5" className="rounded-lg" />
    </section>
  )
}
