import { sentence } from '#app/locales/sentences.ts'
import {
  addLesson,
  addLessons,
  addSection,
  changeLesson,
  deleteLesson,
  deleteSection,
  moveLesson,
  moveSection,
  renameSection,
} from '#tenants/courses/curriculum.ts'
import { duplicateLessons, duplicateSection } from '#tenants/courses/duplicate.ts'
import { deleteLessons, setPreviews } from '#tenants/courses/many-lessons.ts'
import { arrangeLessons, coursesOfArrangement, moveLessons } from '#tenants/courses/move-lessons.ts'
import { restoreLesson, restoreLessons, restoreSection } from '#tenants/courses/restore.ts'
import type { Reading } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { CurriculumChange } from './curriculum-changes.ts'

/** What a copy is called. */
export const copyName = (title: string): string => sentence('courses.copyOf', { title })

/** Other courses than the one of the address that a change touches. */
export function coursesOfChange(db: Reading, change: CurriculumChange): readonly string[] {
  if (change.intent === 'move-to-course') return [change.course]
  return change.intent === 'arrange' ? coursesOfArrangement(db, change.places) : []
}

/** The verb behind each change of the screen; of copies, sections and lessons for videos it answers the ids. @throws CourseUnknown, SectionUnknown, LessonUnknown */
export async function performChange(tenant: Tenant, actor: string, courseId: string, change: CurriculumChange): Promise<readonly string[]> {
  if (change.intent === 'duplicate-section') return [await duplicateSection(tenant, actor, courseId, change.section, copyName)]
  if (change.intent === 'duplicate-lessons') return duplicateLessons(tenant, actor, courseId, change.lessons, copyName)
  if (change.intent === 'add-section') return [(await addSection(tenant, actor, courseId, change.title)).id]
  if (change.intent === 'add-videos') {
    const made = await addLessons(tenant, actor, courseId, { sectionId: change.section, titles: change.titles, kind: 'video' })
    return made.map((lesson) => lesson.id)
  }
  await alter(tenant, actor, courseId, change)
  return []
}

type Alteration = Exclude<CurriculumChange, { intent: 'duplicate-section' | 'duplicate-lessons' | 'add-section' | 'add-videos' }>

async function alter(tenant: Tenant, actor: string, courseId: string, change: Alteration): Promise<void> {
  switch (change.intent) {
    case 'add-lesson':
      await addLesson(tenant, actor, courseId, { sectionId: change.section, title: change.title, kind: change.kind })
      return
    case 'rename-lesson':
      return changeLesson(tenant, actor, courseId, change.lesson, { title: change.title })
    case 'rename-section':
      return renameSection(tenant, actor, courseId, change.section, change.title)
    case 'set-preview':
      return changeLesson(tenant, actor, courseId, change.lesson, { preview: change.preview === 'on' })
    case 'move-lesson':
      return moveLesson(tenant, actor, courseId, change.lesson, { sectionId: change.section, index: change.index })
    case 'move-section':
      return moveSection(tenant, actor, courseId, change.section, change.index)
    case 'delete-lesson':
      return deleteLesson(tenant, actor, courseId, change.lesson)
    case 'restore-lesson':
      return restoreLesson(tenant, actor, courseId, change.lesson)
    case 'delete-section':
      return deleteSection(tenant, actor, courseId, change.section)
    case 'restore-section':
      return restoreSection(tenant, actor, courseId, change.section)
    case 'move-lessons':
      return moveLessons(tenant, actor, courseId, change.lessons, { courseId, sectionId: change.section })
    case 'move-to-course':
      return moveLessons(tenant, actor, courseId, change.lessons, { courseId: change.course, sectionId: change.section })
    case 'arrange':
      return arrangeLessons(tenant, actor, change.places)
    case 'set-previews':
      return setPreviews(tenant, actor, courseId, change)
    case 'delete-lessons':
      return deleteLessons(tenant, actor, courseId, change.lessons)
    case 'restore-lessons':
      return restoreLessons(tenant, actor, courseId, change.lessons)
  }
}
