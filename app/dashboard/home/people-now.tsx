import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '#app/ui/avatar.tsx'
import { clockTime } from '#app/ui/player/player-props.ts'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import type { Learner } from '#tenants/insights/learning-now.ts'
import type { SchoolToday } from '#tenants/insights/school-today.ts'

/** Who is in a lesson at this moment, and where. */
export function LearningNow({ learners }: { learners: readonly Learner[] }) {
  const { t } = useTranslation()
  if (!learners.length) return <p className="border-y border-line py-4 text-sm text-muted">{t('home.learning.none')}</p>
  return (
    <ul className="border-t border-line">
      {learners.map((learner) => (
        <li key={learner.studentId} className="flex min-h-12 items-center gap-3 border-b border-line py-2.5">
          <Avatar name={learner.name} />
          <span className="min-w-0 flex-[1_1_8rem] truncate">{learner.name}</span>
          <span className="max-w-[60%] min-w-0 truncate text-sm text-muted tabular-nums" title={learner.courseTitle}>
            {learner.position
              ? t('home.learning.at', { lesson: learner.lessonTitle, position: clockTime(learner.position) })
              : learner.lessonTitle}
          </span>
        </li>
      ))}
    </ul>
  )
}

export function NewestStudents({ slug, newest, students }: { slug: string } & Pick<SchoolToday, 'newest' | 'students'>) {
  const { t } = useTranslation()
  const [only] = newest
  return (
    <>
      <ul className="border-t border-line">
        {newest.map((student) => (
          <li key={student.id} className="flex min-h-12 items-center gap-3 border-b border-line py-2.5">
            <Avatar name={student.name} />
            <Link to={urls.dashboard.student(slug, student.id)} className="min-w-0 flex-1 truncate hover:underline touch:py-3">
              {student.name}
            </Link>
            <RelativeTime at={student.joinedAt} className="text-sm text-muted" />
          </li>
        ))}
      </ul>
      <Link
        to={students === 1 && only ? urls.dashboard.student(slug, only.id) : urls.dashboard.people(slug)}
        className="link mt-3 inline-block text-sm touch:py-3"
      >
        {students === null ? t('home.newest.mine') : t('home.newest.all', { count: students })}
      </Link>
    </>
  )
}
