import { eq, sql } from 'drizzle-orm'
import sanitize from 'sanitize-html'
import { newId } from '#lib/ids.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { BodyChangedElsewhere, BodyTooLarge } from './failures.ts'
import { lessonById } from './find.ts'
import { lessonBodies, lessons } from './schema.ts'

/** What the editor can make; everything else a paste or a hostile request brings is dropped. */
const ALLOWED: sanitize.IOptions = {
  allowedTags: ['p', 'br', 'hr', 'h2', 'h3', 'strong', 'em', 's', 'u', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a'],
  allowedAttributes: { a: ['href', 'rel', 'target'], ol: ['start'], code: ['class'] },
  allowedClasses: { code: [/^language-[a-z0-9-]{1,20}$/] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: {
    a: sanitize.simpleTransform('a', { rel: 'noopener noreferrer nofollow', target: '_blank' }),
    h1: 'h2',
    b: 'strong',
    i: 'em',
  },
}

/** Characters of HTML: some sixty pages. */
export const MOST_HTML = 200_000
/** Tags and entities, which cost more than letters; the editor makes one of each for some thirty letters. */
const MOST_MARKS = 20_000
/** Open elements: the parser's work grows with their square. */
const MOST_DEPTH = 50

/** @throws BodyTooLarge */
export function cleanHtml(html: string): string {
  if (html.length > MOST_HTML || marksIn(html) > MOST_MARKS) throw new BodyTooLarge('body_too_long')
  let depth = 0
  const goDeeper = () => {
    if (++depth > MOST_DEPTH) throw new BodyTooLarge('body_too_deep')
  }
  return sanitize(html, { ...ALLOWED, onOpenTag: goDeeper, onCloseTag: () => void depth-- }).trim()
}

function marksIn(html: string): number {
  let marks = 0
  for (const character of html) if (character === '<' || character === '&') marks++
  return marks
}

/** Where one block ends another word begins, without a space between them. */
function wordsIn(clean: string): number {
  const spaced = clean.replace(/<\/?(?:p|h2|h3|li|ul|ol|blockquote|pre|br|hr)\b[^>]*>/g, ' ')
  return sanitize(spaced, { allowedTags: [] }).split(/\s+/).filter(Boolean).length
}

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
    const lesson = lessonById(tx, courseId, lessonId)
    const current = lesson.bodyId ? tx.select().from(lessonBodies).where(eq(lessonBodies.id, lesson.bodyId)).get() : undefined
    if (current?.html === clean) return current.updatedAt
    if ((current?.updatedAt ?? 0) !== basedOn) throw new BodyChangedElsewhere()
    const updatedAt = Math.max(now, basedOn + 1)
    if (current && !current.frozen) {
      tx.update(lessonBodies).set({ html: clean, words, updatedAt }).where(eq(lessonBodies.id, current.id)).run()
    } else {
      const id = newId('body', now)
      tx.insert(lessonBodies).values({ id, html: clean, words, updatedAt }).run()
      tx.update(lessons).set({ bodyId: id }).where(eq(lessons.id, lesson.id)).run()
    }
    tx.update(lessons).set({ updatedAt: now }).where(eq(lessons.id, lesson.id)).run()
    if (!current || now - current.updatedAt > SITTING_MS)
      record(tx, { type: 'lesson.text_changed', actor, subject: lesson.id, data: { courseId } }, now)
    return updatedAt
  })
}
