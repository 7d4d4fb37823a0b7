import { and, inArray, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import type { OutlineLesson } from './outline.ts'
import { lessonBodies } from './schema.ts'

/** A text holds something: words, a picture, or a page of another site. */
export const hasText = sql<boolean>`(${lessonBodies.words} > 0 OR ${lessonBodies.html} LIKE '%<img %' OR ${lessonBodies.html} LIKE '%<a data-embed%')`

/**
 * The lessons that have neither a video nor a text yet. A video that is still on its way, or could not be prepared, is there:
 * where it stands is told as such. A lesson of text shows no video, so it needs words.
 */
export function emptyLessons(db: Reading, lessons: readonly OutlineLesson[]): Set<string> {
  const written = writtenBodies(db, lessons)
  const isEmpty = ({ kind, assetId, bodyId }: OutlineLesson) => (kind === 'text' || assetId === null) && !written.has(bodyId ?? '')
  return new Set(lessons.filter(isEmpty).map(({ id }) => id))
}

function writtenBodies(db: Reading, lessons: readonly OutlineLesson[]): Set<string> {
  const ids = lessons.flatMap(({ bodyId }) => bodyId ?? [])
  if (!ids.length) return new Set()
  const found = db
    .select({ id: lessonBodies.id })
    .from(lessonBodies)
    .where(and(inArray(lessonBodies.id, ids), hasText))
    .all()
  return new Set(found.map(({ id }) => id))
}
