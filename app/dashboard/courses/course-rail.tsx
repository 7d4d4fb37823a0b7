import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Cover } from '#app/ui/cover.tsx'
import { urls } from '#app/urls.ts'
import { lengthInWords, priceInWords } from './facts.ts'

type CourseRailProps = {
  school: string
  course: {
    id: string
    title: string
    price: number
    currency: string
    lessons: number
    seconds: number
    cover: { src: string; srcSet: string; alt: string } | null
  }
}

/** The course at a glance, beside its curriculum. */
export function CourseRail({ school, course }: CourseRailProps) {
  const { t } = useTranslation()
  const facts = [
    [t('courses.curriculum.rail.price'), priceInWords(t, course.price, course.currency)],
    [t('courses.curriculum.rail.length'), lengthInWords(course.seconds) ?? '–'],
    [t('courses.curriculum.rail.lessons'), String(course.lessons)],
  ] as const
  return (
    <aside aria-label={t('courses.curriculum.rail.about')} className="max-w-sm self-start xl:sticky xl:top-8">
      <Cover id={course.id} title={course.title} picture={course.cover} sizes="264px" />
      {course.cover ? null : (
        <Link
          to={urls.dashboard.courseDetails(school, course.id)}
          className="mt-2 inline-flex min-h-6 items-center text-sm text-accent hover:underline touch:min-h-11"
        >
          {t('courses.curriculum.rail.cover')}
        </Link>
      )}
      <dl className="mt-4 flex flex-col gap-3 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-4">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </aside>
  )
}
