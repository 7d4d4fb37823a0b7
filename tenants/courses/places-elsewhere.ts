import { and, asc, eq, isNull, ne } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { courseById } from './find.ts'
import { courses, sections } from './schema.ts'
import { taughtBy } from './taught-by.ts'

export interface PlacesElsewhere {
  /** Students see the course the lessons are in. */
  readonly published: boolean
  /** Other courses that have a section to move to. */
  readonly courses: readonly { id: string; title: string; sections: { id: string; title: string }[] }[]
}

/** Where lessons of a course can be moved to: any other course, or those somebody teaches. @throws CourseUnknown */
export function placesElsewhere(db: Reading, courseId: string, teacher?: string): PlacesElsewhere {
  const course = courseById(db, courseId)
  const rows = db
    .select({ id: courses.id, title: courses.title, section: { id: sections.id, title: sections.title } })
    .from(courses)
    .innerJoin(sections, and(eq(sections.courseId, courses.id), isNull(sections.deletedAt)))
    .where(and(ne(courses.id, courseId), isNull(courses.deletedAt), taughtBy(db, teacher)))
    .orderBy(asc(courses.title), asc(courses.id), asc(sections.position))
    .all()
  const found = new Map<string, { id: string; title: string; sections: { id: string; title: string }[] }>()
  for (const { id, title, section } of rows) {
    const one = found.get(id) ?? { id, title, sections: [] }
    one.sections.push(section)
    found.set(id, one)
  }
  return { published: course.publishedVersionId !== null, courses: [...found.values()] }
}
