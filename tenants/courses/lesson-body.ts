import { eq, sql } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { withOwnPictures } from './body-pictures.ts'
import { cleanHtml, wordsIn } from './clean-html.ts'
import { BodyChangedElsewhere } from './failures.ts'
import { lessonById } from './find.ts'
import { lessonBodies, lessons } from './schema.ts'

export interface LessonBody {
  readonly html: string
  readonly words: number
  /** Names this state of the text; a save says which one it is based on. */
  readonly updatedAt: number
}

const bodyById = prepared((db: Reading) =>
  db
    .select()
    .from(lessonBodies)
    .where(eq(lessonBodies.id, sql.placeholder('id')))
    .prepare(),
)

export function lessonBody(db: Reading, bodyId: string | null): LessonBody {
  const body = bodyId ? bodyById(db).get({ id: bodyId }) : undefined
  return { html: body?.html ?? '', words: body?.words ?? 0, updatedAt: body?.updatedAt ?? 0 }
}

/** A text saves itself every few seconds; the log names it once a sitting. */
const SITTING_MS = 10 * 60_000

/**
 * Saves the text of a lesson's draft; students go on seeing the published one.
 * `basedOn` is the `updatedAt` the editor loaded. Answers the new one.
 * @throws BodyTooLarge; BodyChangedElsewhere when somebody else saved in between; nothing is overwritten.
 */
export async function saveLessonBody(
  tenant: Tenant,
  actor: string,
  courseId: string,
  lessonId: string,
  html: string,
  basedOn: number,
  now = Date.now(),
): Promise<number> {
  const clean = cleanHtml(html)
  const words = wordsIn(clean)
  return tenant.transact((tx) => {
    const kept = withOwnPictures(tx, clean)
    const lesson = lessonById(tx, courseId, lessonId)
    const current = lesson.bodyId ? tx.select().from(lessonBodies).where(eq(lessonBodies.id, lesson.bodyId)).get() : undefined
    if (current?.html === kept) return current.updatedAt
    if ((current?.updatedAt ?? 0) !== basedOn) throw new BodyChangedElsewhere()
    const updatedAt = Math.max(now, basedOn + 1)
    if (current && !current.frozen) {
      tx.update(lessonBodies).set({ html: kept, words, updatedAt }).where(eq(lessonBodies.id, current.id)).run()
    } else {
      const id = newId('body', now)
      tx.insert(lessonBodies).values({ id, html: kept, words, updatedAt }).run()
      tx.update(lessons).set({ bodyId: id }).where(eq(lessons.id, lesson.id)).run()
    }
    tx.update(lessons).set({ updatedAt: now }).where(eq(lessons.id, lesson.id)).run()
    if (!current || now - current.updatedAt > SITTING_MS)
      record(tx, { type: 'lesson.text_changed', actor, subject: lesson.id, data: { courseId } }, now)
    return updatedAt
  })
}
