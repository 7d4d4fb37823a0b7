import {
  addLesson,
  addSection,
  changeLesson,
  deleteLesson,
  deleteSection,
  moveLesson,
  moveSection,
  renameSection,
} from '#tenants/courses/curriculum.ts'
import { restoreLesson, restoreSection } from '#tenants/courses/restore.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { CurriculumChange } from './curriculum-changes.ts'

/** The verb behind each change of the screen. @throws CourseUnknown, SectionUnknown, LessonUnknown */
export async function performChange(tenant: Tenant, actor: string, courseId: string, change: CurriculumChange): Promise<void> {
  switch (change.intent) {
    case 'add-lesson':
      await addLesson(tenant, actor, courseId, { sectionId: change.section, title: change.title, kind: change.kind })
      return
    case 'add-section':
      await addSection(tenant, actor, courseId, change.title)
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
  }
}
