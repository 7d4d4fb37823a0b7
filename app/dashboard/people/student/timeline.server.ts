import { z } from 'zod'
import { courseTitles, lessonTitles } from '#tenants/courses/titles.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { happenings } from '#tenants/people/student-file.ts'

const PAGE = 30
const About = z.object({ courseId: z.string().optional() })

export interface TimelineEntry {
  readonly seq: number
  readonly type: string
  readonly actor: string
  readonly at: number
  readonly course: string | null
  readonly lesson: string | null
}

/** What happened to a student or by them, with the names of what it was about. */
export function timelineOf(db: Reading, studentId: string, before: number | undefined): { list: TimelineEntry[]; older: number | null } {
  const { list, more } = happenings(db, studentId, before, PAGE)
  const read = list.map((one) => ({ ...one, courseId: courseOf(one) }))
  const courses = courseTitles(
    db,
    read.map(({ courseId }) => courseId),
  )
  const lessons = lessonTitles(
    db,
    read.map(({ subject }) => subject),
  )
  return {
    list: read.map(({ seq, type, actor, at, subject, courseId }) => ({
      seq,
      type,
      actor,
      at,
      course: courses.get(courseId) ?? null,
      lesson: lessons.get(subject) ?? null,
    })),
    older: more ? (list.at(-1)?.seq ?? null) : null,
  }
}

function courseOf({ type, subject, data }: { type: string; subject: string; data: unknown }): string {
  if (type === 'course.completed') return subject
  return About.safeParse(data).data?.courseId ?? ''
}
