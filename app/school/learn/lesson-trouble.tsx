import { useParams, useRouteError } from '@remix-run/react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoot } from '#app/root.tsx'
import { Trouble } from '#app/trouble.tsx'
import { ButtonLink } from '#app/ui/button.tsx'
import { Curriculum } from '#app/ui/curriculum.tsx'
import { LearnFrame } from '#app/ui/frames/learn-frame.tsx'
import { SchoolFrame } from '#app/ui/frames/school-frame.tsx'
import { urls } from '#app/urls.ts'
import { StudentMenu } from '../student-menu.tsx'
import { unpackContents, unpackDone } from './contents.ts'
import { curriculumSections } from './curriculum-sections.ts'
import { keptOfCourse } from './kept-lesson.ts'
import type { LessonData } from './lesson-data.server.ts'
import { studentInTrouble } from './lesson-missing.ts'

/** A lesson that could not be opened. Who came from another one of the course keeps the page around it. */
export function LessonTrouble() {
  const { course = '', lesson = '' } = useParams()
  const kept = keptOfCourse(urls.school.learnCourse(course))
  return kept ? <InCourse course={course} lessonId={lesson} data={kept} /> : <Alone />
}

function Alone() {
  const { t } = useTranslation()
  const { school } = useRoot()
  const student = studentInTrouble(useRouteError())
  const links = [
    { to: urls.school.learn(), label: t('school.nav.learn') },
    { to: urls.school.redeem(), label: t('school.nav.redeem') },
  ]
  return (
    <SchoolFrame
      school={{ name: '', ...school, to: urls.school.home() }}
      links={links}
      account={student ? <StudentMenu student={student} /> : undefined}
    >
      <Trouble>
        <ToCourses />
      </Trouble>
    </SchoolFrame>
  )
}

function InCourse({ course, lessonId, data }: { course: string; lessonId: string; data: LessonData }) {
  const { t } = useTranslation()
  const { school } = useRoot()
  const contents = useMemo(() => unpackContents(data.contents), [data.contents])
  const done = unpackDone(contents.lessons, data.done)
  const isPreview = data.done === ''
  return (
    <LearnFrame
      school={{
        name: '',
        ...school,
        ...(data.student ? { to: urls.school.learn() } : { to: urls.school.home(), reloadDocument: true }),
      }}
      account={data.student ? <StudentMenu student={data.student} /> : null}
      body={
        <Trouble>
          <ToCourses />
        </Trouble>
      }
      curriculumLabel={t('learn.lessons')}
      curriculum={
        <Curriculum
          title={contents.title}
          progress={isPreview ? undefined : done.size / contents.lessons.length}
          progressLabel={t('learn.progress', { course: contents.title })}
          sections={curriculumSections(contents, {
            course,
            current: lessonId,
            done,
            isPreview,
          })}
        />
      }
    />
  )
}

function ToCourses() {
  const { t } = useTranslation()
  return <ButtonLink to={urls.school.learn()}>{t('learn.finished.back')}</ButtonLink>
}
