import { sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'

/**
 * Of these lessons, those a course shows to students or would show when it came back: with the title of that course.
 * @param except a course that goes with them
 */
export function stillShown(db: Reading, lessonIds: readonly string[], except = ''): Map<string, string> {
  if (!lessonIds.length) return new Map()
  const found = db.all<{ id: string; title: string }>(sql`
    SELECT DISTINCT lesson.value ->> '$.id' AS id, courses.title AS title
    FROM course_versions
    JOIN courses ON courses.id = course_versions.course_id AND courses.id <> ${except}
    JOIN json_each(course_versions.outline, '$.sections') AS section
    JOIN json_each(section.value, '$.lessons') AS lesson
    WHERE (courses.published_version_id = course_versions.id
      OR course_versions.number = (SELECT max(number) FROM course_versions AS newest WHERE newest.course_id = courses.id))
    AND lesson.value ->> '$.id' IN (SELECT value FROM json_each(${JSON.stringify(lessonIds)}))`)
  return new Map(found.map(({ id, title }) => [id, title]))
}
