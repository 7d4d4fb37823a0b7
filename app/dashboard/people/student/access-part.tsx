import { Link } from '@remix-run/react'
import { Check, Circle, CircleDot } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button } from '#app/ui/button.tsx'
import { useClock } from '#app/ui/clock.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, Select } from '#app/ui/input.tsx'
import { Section } from '#app/ui/page.tsx'
import { PopOut } from '#app/ui/pop-out.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import type { StudentData } from '../student.tsx'
import { useChange } from '../use-change.ts'
import { CoverageBar } from './coverage-bar.tsx'

type Course = StudentData['courses'][number]
type AccessPartProps = Pick<StudentData, 'school' | 'courses' | 'choices' | 'manages'> & { action: string }

/** What a student is in: how far, since when, until when; and giving, moving and taking that. */
export function AccessPart({ school, courses, choices, manages, action }: AccessPartProps) {
  const { t } = useTranslation()
  // Here, because who gets the last course there is leaves no form behind, and the toast can take it back still.
  const grant = useChange(action)
  return (
    <Section title={t('student.courses')}>
      {courses.length ? null : <p className="text-muted">{t('student.noCourses')}</p>}
      <ul className="divide-y divide-line">
        {courses.map((course) => (
          <CourseAccess key={course.id} school={school} course={course} manages={manages} action={action} />
        ))}
      </ul>
      {manages && choices.length ? <GrantForm choices={choices} change={grant} action={action} /> : null}
    </Section>
  )
}

function CourseAccess({ school, course, manages, action }: { school: string; course: Course; manages: boolean; action: string }) {
  const { t } = useTranslation()
  const change = useChange(action)
  const { now } = useClock()
  const total = course.lessons.length
  const isOver = course.revokedAt !== null || (course.endsAt !== null && now !== null && course.endsAt <= now)
  return (
    <li className="py-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <h3 className="text-ui font-medium wrap-anywhere">{course.title}</h3>
          <p className="text-sm text-muted">
            {t(`student.source.${sourceOf(course.source)}`)} · <RelativeTime at={course.since} /> · {standing(course, isOver)}
          </p>
        </div>
        {manages && course.revokedAt === null ? (
          <change.Form method="post" action={action}>
            <input type="hidden" name="course" value={course.id} />
            <Button
              type="submit"
              name="intent"
              value="revoke"
              size="sm"
              variant="quiet"
              busy={change.state !== 'idle'}
              aria-label={t('student.revokeNamed', { course: course.title })}
            >
              {t('student.revoke')}
            </Button>
          </change.Form>
        ) : null}
      </div>
      {total ? (
        <details className="mt-2">
          <summary className="flex flex-col gap-1 rounded-sm py-1 text-sm text-muted touch:min-h-11">
            {t('student.lessons', { done: course.done, count: total })}
            <ProgressBar
              value={course.done / total}
              label={t('student.lessons', { done: course.done, count: total })}
              className="max-w-80"
            />
          </summary>
          <ol className="mt-2 flex flex-col gap-1 text-sm">
            {course.lessons.map((lesson) => (
              <LessonLine key={lesson.id} lesson={lesson} watching={urls.dashboard.lessonWatching(school, course.id, lesson.id)} />
            ))}
          </ol>
        </details>
      ) : null}
      {manages && course.revokedAt === null ? <ExtendForm course={course} action={action} /> : null}
    </li>
  )

  function standing({ revokedAt, endsAt }: Course, over: boolean): string {
    if (revokedAt !== null) return t('student.revoked')
    if (endsAt === null) return t('student.forEver')
    return t(over ? 'student.ended' : 'student.until', { at: endsAt })
  }
}

const sourceOf = (source: string) => (source === 'code' || source === 'import' ? source : 'staff')

function LessonLine({ lesson, watching }: { lesson: Course['lessons'][number]; watching: string }) {
  const { t, i18n } = useTranslation()
  const state = lesson.completedAt ? 'lessonDone' : lesson.watchedAt ? 'lessonBegun' : 'lessonOpen'
  const Icon = { lessonDone: Check, lessonBegun: CircleDot, lessonOpen: Circle }[state]
  const at = lesson.completedAt ?? lesson.watchedAt
  return (
    <li className="flex items-baseline gap-2">
      <Icon size={14} className={state === 'lessonDone' ? 'flex-none text-positive' : 'flex-none text-muted'} aria-hidden="true" />
      <span className="min-w-0 flex-1">
        {lesson.hasFilm ? (
          <Link
            to={watching}
            className="wrap-anywhere underline decoration-line-strong underline-offset-4 hover:decoration-ink touch:inline-block touch:py-2.5"
            title={t('watching.seen.open', { title: lesson.title })}
          >
            {lesson.title}
          </Link>
        ) : (
          <span className="wrap-anywhere">{lesson.title}</span>
        )}
        {lesson.coverage ? (
          <span className="mt-1 mb-1.5 flex items-center gap-3">
            <CoverageBar coverage={lesson.coverage} className="min-w-0 flex-1" />
            <span aria-hidden="true" className="flex-none text-xs text-muted tabular-nums">
              {t('watching.seen.share', { share: lesson.coverage.share.toLocaleString(i18n.language, { style: 'percent' }) })}
            </span>
          </span>
        ) : null}
      </span>
      <span className="text-muted">
        {t(`student.${state}`)} {at ? <RelativeTime at={at} /> : null}
      </span>
    </li>
  )
}

function ExtendForm({ course, action }: { course: Course; action: string }) {
  const { t } = useTranslation()
  const change = useChange(action)
  return (
    <PopOut
      label={t('student.extend')}
      name={t('student.extendNamed', { course: course.title })}
      labelClassName="inline-flex items-center rounded-sm py-1 text-sm text-accent touch:min-h-11"
      className="mt-1 w-fit"
      panelClassName="inset-s-0 top-full mt-1 w-72"
      doneWith={change.data?.done ? change.data : undefined}
    >
      <change.Form method="post" action={action} className="flex flex-col gap-4">
        <input type="hidden" name="course" value={course.id} />
        <Field
          id={`until-${course.id}`}
          label={t('student.grantUntil')}
          hint={t('student.grantUntilHint')}
          error={change.data?.field === 'until' ? change.data.problem : null}
        >
          <Input type="date" name="until" defaultValue={course.endsAt === null ? '' : new Date(course.endsAt).toISOString().slice(0, 10)} />
        </Field>
        <Button type="submit" name="intent" value="extend" variant="primary" busy={change.state !== 'idle'} className="self-start">
          {t('student.saveEnd')}
        </Button>
      </change.Form>
    </PopOut>
  )
}

/** For the courses a student is not in: others have an end that can be moved. */
function GrantForm({ choices, change, action }: Pick<AccessPartProps, 'choices' | 'action'> & { change: ReturnType<typeof useChange> }) {
  const { t } = useTranslation()
  const form = useRef<HTMLFormElement>(null)
  useAnswer(change.data, ({ done }) => {
    if (done) form.current?.reset()
  })
  return (
    <change.Form ref={form} method="post" action={action} className="mt-4 flex flex-wrap items-start gap-3">
      <Field id="grant-course" label={t('student.grantCourse')} className="min-w-0 flex-1 basis-48">
        <Select name="course" required>
          {choices.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="grant-until" label={t('student.grantUntil')} optional error={change.data?.field === 'until' ? change.data.problem : null}>
        <Input type="date" name="until" />
      </Field>
      {/* As far down as the fields under their labels, whatever is said under those. */}
      <Button type="submit" name="intent" value="grant" variant="primary" busy={change.state !== 'idle'} className="mt-6.5">
        {t('student.grant')}
      </Button>
    </change.Form>
  )
}
