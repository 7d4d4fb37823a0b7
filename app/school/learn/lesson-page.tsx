import { useLocation, useNavigate, useNavigationType } from '@remix-run/react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRoot } from '#app/root.tsx'
import { Curriculum } from '#app/ui/curriculum.tsx'
import { LearnFrame } from '#app/ui/frames/learn-frame.tsx'
import { readingTime } from '#app/ui/moments.ts'
import type { PlayerControl } from '#app/ui/player/player-props.ts'
import { urls } from '#app/urls.ts'
import { StudentMenu } from '../student-menu.tsx'
import { ChapterList } from './chapter-list.tsx'
import { unpackContents, unpackDone } from './contents.ts'
import { curriculumSections } from './curriculum-sections.ts'
import { keepLesson } from './kept-lesson.ts'
import type { KeptMark } from './kept-marks.ts'
import type { LessonData } from './lesson-data.server.ts'
import { LessonFilm } from './lesson-film.tsx'
import { MarkDone, type Marking } from './mark-done.tsx'
import { NextAction, nextLine } from './next-action.tsx'
import { type NextStep, nextStep } from './next-step.ts'
import { CourseFinished, OfflineBar, PreviewBar } from './notices.tsx'
import { useKeptMarks } from './use-kept-marks.ts'

interface LessonPageProps {
  /** Slug. */
  readonly course: string
  readonly lessonId: string
  readonly data: LessonData
  readonly marking: Marking
}

/** Content first, the curriculum beside it, and one obvious next step. */
export function LessonPage({ course, lessonId, data, marking }: LessonPageProps) {
  const { t } = useTranslation()
  const { school, seenAs } = useRoot()
  const navigate = useNavigate()
  const plays = useGoesOn()
  const contents = useMemo(() => unpackContents(data.contents), [data.contents])
  const lesson = contents.lessons.find((one) => one.id === lessonId)
  const isPreview = data.done === ''
  const kept = useKeptMarks(isPreview || seenAs ? undefined : data.student?.id)
  const done = doneNow(unpackDone(contents.lessons, data.done), lessonId, marking, kept)
  const total = contents.lessons.length
  const isFinished = !isPreview && done.size === total
  const [cameUnfinished] = useState(!isFinished)
  const title = useFocusOnChange(lessonId)
  const [control, setControl] = useState<PlayerControl>()
  const path = urls.school.lesson(course, lessonId)
  useEffect(() => keepLesson(path, data), [path, data])
  // The server answers 404 for a lesson that is not in the outline.
  if (!lesson) return null

  const isDone = done.has(lesson.id)
  const isKept = marking.state === 'idle' && kept.some((one) => one.lesson === lesson.id)
  const film = data.video !== null && typeof data.video === 'object' ? data.video : undefined
  const step = nextStep(contents, lesson, done, isPreview)
  const next = step.kind === 'lesson' ? urls.school.lesson(course, step.lesson.id) : undefined
  const line = nextLine(t, step, total)
  const goOn = next ? () => navigate(next, { state: GOES_ON }) : undefined
  const label = t('learn.progress', { course: contents.title })
  const mark = (hint?: string) =>
    isPreview || seenAs?.as === 'student' ? null : <MarkDone {...{ marking, isDone, isKept, hint }} className="mt-4" />
  return (
    <LearnFrame
      school={{
        name: '',
        ...school,
        ...(data.student ? { to: urls.school.learn() } : { to: urls.school.home(), reloadDocument: true }),
      }}
      progress={isPreview ? undefined : { done: done.size, all: total, label }}
      account={data.student ? <StudentMenu student={data.student} /> : null}
      notice={
        <>
          {isPreview ? <PreviewBar kind={lesson.kind} signInTo={data.student ? undefined : path} /> : null}
          <OfflineBar watches={!isPreview && film !== undefined} />
        </>
      }
      media={
        data.video ? (
          <LessonFilm
            key={lesson.id}
            video={data.video}
            title={lesson.title}
            transcriptAt={urls.school.transcript(course, lesson.id)}
            lessonId={lesson.id}
            studentId={isPreview || seenAs ? undefined : data.student?.id}
            isDone={isDone}
            autoPlay={plays}
            // What was passed over is not what comes next.
            onNext={step.kind === 'lesson' && !step.isRest ? goOn : undefined}
            following={goOn && { ...line, action: t('learn.next.action'), go: goOn, goesByItself: isNextFilm(step) }}
            control={control}
            onControl={setControl}
          />
        ) : undefined
      }
      body={
        <article>
          <p className="mb-1 text-sm text-muted">
            {t('learn.place', { section: lesson.section, number: lesson.number })}
            {lesson.kind === 'text' ? ` · ${t('learn.reading', { length: readingTime(lesson.seconds) })}` : null}
          </p>
          <h1 ref={title} tabIndex={-1} className="outline-none">
            <bdi>{lesson.title}</bdi>
          </h1>
          {lesson.kind === 'video' ? mark(film ? t('learn.byItself') : undefined) : null}
          {film?.chapters ? (
            <ChapterList
              chapters={film.chapters}
              until={film.making?.until ?? null}
              control={control}
              linkTo={(second) => urls.school.lessonAt(course, lesson.id, second)}
            />
          ) : null}
          {data.html ? (
            // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned when it was saved (tenants/courses/lesson-body.ts)
            <div dir="auto" className="prose-lesson mt-8" dangerouslySetInnerHTML={{ __html: data.html }} />
          ) : null}
          {lesson.kind === 'text' && !data.html ? <p className="mt-8 text-soft">{t('learn.empty')}</p> : null}
          {lesson.kind === 'text' ? <div className="mt-10 max-w-[68ch] border-t border-line">{mark()}</div> : null}
          {isFinished && (cameUnfinished || step.kind === 'finished') ? <CourseFinished course={contents.title} total={total} /> : null}
        </article>
      }
      curriculumLabel={t('learn.lessons')}
      curriculum={
        <Curriculum
          title={contents.title}
          progress={isPreview ? undefined : done.size / total}
          progressLabel={label}
          sections={curriculumSections(contents, {
            course,
            current: lesson.id,
            done,
            isPreview,
          })}
        />
      }
      next={{ ...line, action: <NextAction step={step} course={course} to={next} marking={marking} /> }}
    />
  )
}

/** Says with an address that its film is to begin: another one has led there. */
const GOES_ON = { goesOn: true }

/** A film that led here by itself, or by its own button, has this one begin. A reload, or going back, does not. */
function useGoesOn(): boolean {
  const { state } = useLocation()
  return useNavigationType() === 'PUSH' && typeof state === 'object' && state !== null && 'goesOn' in state
}

/** What was passed over is for the student to come back to. */
const isNextFilm = (step: NextStep): boolean => step.kind === 'lesson' && !step.isRest && step.lesson.kind === 'video'

/** What is done, with what the student has said and the server has not yet answered. */
function doneNow(done: Set<string>, lessonId: string, marking: Marking, kept: readonly KeptMark[]): Set<string> {
  for (const { lesson, intent } of kept) {
    if (intent === 'done') done.add(lesson)
    else done.delete(lesson)
  }
  const intent = marking.formData?.get('intent')
  if (intent === 'done') done.add(lessonId)
  if (intent === 'undone') done.delete(lessonId)
  return done
}

/** Going to another lesson puts the reader at its title, as a new page would. */
function useFocusOnChange(lessonId: string) {
  const title = useRef<HTMLHeadingElement>(null)
  const shown = useRef(lessonId)
  useEffect(() => {
    if (shown.current === lessonId) return
    shown.current = lessonId
    title.current?.focus({ preventScroll: true })
  }, [lessonId])
  return title
}
