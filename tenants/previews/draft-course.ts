import { lessonsOf, type OutlineLesson } from '#tenants/courses/outline.ts'
import { draftOutline } from '#tenants/courses/versions.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { type LearnView, openLesson } from '#tenants/learning/learn.ts'
import { summarise } from '#tenants/learning/progress.ts'
import { type CoursePage, pageOf } from '#tenants/site/pages.ts'
import type { Preview } from './previews.ts'

/** The page of the course as publishing now would make it. */
export const draftPage = (db: Reading, { course }: Preview): CoursePage => pageOf(db, { course, outline: draftOutline(db, course.id) })

/** One lesson of the draft, as somebody sees it who has the course and has done nothing in it. @throws LessonUnknown */
export function draftLesson(db: Reading, { course }: Preview, lessonId: string): LearnView {
  const outline = draftOutline(db, course.id)
  return openLesson(db, { course, outline }, lessonId, () => ({ progress: summarise([], outline), isPreview: false }))
}

/** Where who goes to the course begins. */
export const firstDraftLesson = (db: Reading, { course }: Preview): OutlineLesson | undefined => lessonsOf(draftOutline(db, course.id))[0]

/** Whether the draft shows this asset in this lesson now. Asked for each playlist and segment. */
export const showsInDraft = (db: Reading, { course }: Preview, lessonId: string, assetId: string): boolean =>
  lessonsOf(draftOutline(db, course.id)).some((lesson) => lesson.id === lessonId && lesson.assetId === assetId)
