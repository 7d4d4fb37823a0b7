import type { CurriculumSection } from '#app/ui/curriculum.tsx'
import { duration, readingTime } from '#app/ui/moments.ts'
import { urls } from '#app/urls.ts'
import type { Contents, ListedLesson } from './contents.ts'

interface Seen {
  /** Slug. */
  readonly course: string
  readonly current: string
  readonly done: ReadonlySet<string>
  readonly isPreview: boolean
}

/** The rows of the list beside a lesson; what a visitor may not open leads to the course's page. */
export function curriculumSections({ sections }: Contents, seen: Seen): CurriculumSection[] {
  return sections.map((section, at) => ({
    id: String(at),
    title: section.title,
    lessons: section.lessons.map((lesson) => {
      const isLocked = seen.isPreview && !lesson.preview
      return {
        id: lesson.id,
        to: isLocked ? urls.school.course(seen.course) : urls.school.lesson(seen.course, lesson.id),
        title: lesson.title,
        number: lesson.number,
        meta: lengthOf(lesson),
        state: isLocked ? 'locked' : seen.done.has(lesson.id) ? 'done' : 'open',
        current: lesson.id === seen.current,
      }
    }),
  }))
}

/** Nothing for a video that has no length yet. */
function lengthOf({ kind, seconds }: ListedLesson): string | undefined {
  if (kind === 'text') return readingTime(seconds)
  return seconds > 0 ? duration(seconds) : undefined
}
