import { type SQL, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { isOpen } from '#tenants/learning/enrollments.ts'
import { stillShown } from './still-shown.ts'

/** So long what was deleted can be restored. */
export const TRASH_MS = 30 * 86_400_000

export const TRASH_KINDS = ['course', 'section', 'lesson'] as const
export type TrashKind = (typeof TRASH_KINDS)[number]

export interface Trashed {
  readonly kind: TrashKind
  readonly id: string
  /** Its own for a course. */
  readonly courseId: string
  readonly title: string
  /** Where it stood; null for a course. */
  readonly course: { readonly title: string; readonly isGone: boolean } | null
  /** Null for a course and for a section. */
  readonly section: { readonly title: string; readonly isGone: boolean } | null
  /** How many lessons went with it, and are gone for good with it. */
  readonly lessons: number
  /** Who is in a course. */
  readonly students: number
  readonly deletedAt: number
  /** Null where an older release did not note it. */
  readonly deletedBy: string | null
  /** When it goes for good; null as long as students still see it. */
  readonly goesAt: number | null
}

export interface TrashPage {
  readonly rows: readonly Trashed[]
  readonly found: number
  readonly all: number
  /** From 1. */
  readonly page: number
}

type Row = Omit<Trashed, 'course' | 'section' | 'goesAt'> & {
  readonly courseTitle: string | null
  readonly courseGone: number | null
  readonly sectionTitle: string | null
  readonly sectionGone: number | null
}

/** What went with its section or its course is a part of that, and no row of its own. */
const inTrash = (now: number): SQL => sql`
  SELECT 'course' AS kind, c.id, c.id AS courseId, c.title, NULL AS courseTitle, NULL AS courseGone, NULL AS sectionTitle, NULL AS sectionGone,
    (SELECT count(*) FROM lessons WHERE course_id = c.id AND deleted_at IS NULL) AS lessons,
    (SELECT count(*) FROM enrollments WHERE course_id = c.id AND ${isOpen(now)}) AS students,
    c.deleted_at AS deletedAt, c.deleted_by AS deletedBy
  FROM courses c WHERE c.deleted_at IS NOT NULL
  UNION ALL
  SELECT 'section', s.id, s.course_id, s.title, c.title, c.deleted_at, NULL, NULL,
    (SELECT count(*) FROM lessons WHERE section_id = s.id AND deleted_at = s.deleted_at), 0, s.deleted_at, s.deleted_by
  FROM sections s JOIN courses c ON c.id = s.course_id WHERE s.deleted_at IS NOT NULL
  UNION ALL
  SELECT 'lesson', l.id, l.course_id, l.title, c.title, c.deleted_at, s.title, s.deleted_at, 0, 0, l.deleted_at, l.deleted_by
  FROM lessons l JOIN sections s ON s.id = l.section_id JOIN courses c ON c.id = l.course_id
  WHERE l.deleted_at IS NOT NULL AND (s.deleted_at IS NULL OR s.deleted_at <> l.deleted_at)`

/** The trash of a school, what was deleted last first. A page past the end is the last one. */
export function trashPage(
  db: Reading,
  { taughtBy, search = '', page: asked = 1, size }: { taughtBy?: string | undefined; search?: string; page?: number; size: number },
  now = Date.now(),
): TrashPage {
  const trash = inTrash(now)
  const count = (where: SQL) => db.all<{ n: number }>(sql`SELECT count(*) AS n FROM (${trash}) AS trash ${where}`)[0]?.n ?? 0
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`
  const theirs =
    taughtBy === undefined ? sql`WHERE true` : sql`WHERE courseId IN (SELECT course_id FROM course_staff WHERE person_id = ${taughtBy})`
  const matching = search ? sql`${theirs} AND (title LIKE ${pattern} ESCAPE '\\' OR courseTitle LIKE ${pattern} ESCAPE '\\')` : theirs
  const found = count(matching)
  const page = Math.max(1, Math.min(asked, Math.ceil(found / size)))
  const rows = db.all<Row>(
    sql`SELECT * FROM (${trash}) AS trash ${matching} ORDER BY deletedAt DESC, id LIMIT ${size} OFFSET ${(page - 1) * size}`,
  )
  const held = heldBack(db, rows)
  return { rows: rows.map((row) => view(row, held.has(row.id))), found, all: count(theirs), page }
}

const view = ({ courseTitle, courseGone, sectionTitle, sectionGone, ...row }: Row, isHeld: boolean): Trashed => ({
  ...row,
  course: courseTitle === null ? null : { title: courseTitle, isGone: courseGone !== null },
  section: sectionTitle === null ? null : { title: sectionTitle, isGone: sectionGone !== null },
  goesAt: isHeld ? null : row.deletedAt + TRASH_MS,
})

/** Those of which a course still shows a lesson; with that course's title. */
export function heldBack(db: Reading, things: readonly { kind: TrashKind; id: string }[]): Map<string, string> {
  const held = new Map<string, string>()
  for (const kind of ['lesson', 'section'] as const) {
    const ids = things.filter((one) => one.kind === kind).map((one) => one.id)
    const inside = lessonsIn(db, kind, ids)
    const shown = stillShown(db, [...inside.keys()])
    for (const [lesson, of] of inside) {
      const course = shown.get(lesson)
      if (course !== undefined) held.set(of, course)
    }
  }
  for (const { kind, id } of things) {
    if (kind !== 'course') continue
    const [course] = stillShown(db, [...lessonsIn(db, 'course', [id]).keys()], id).values()
    if (course !== undefined) held.set(id, course)
  }
  return held
}

/** The lessons that are, or are in, these things: each with the thing it is in. */
function lessonsIn(db: Reading, kind: TrashKind, ids: readonly string[]): Map<string, string> {
  const column = { lesson: sql.raw('id'), section: sql.raw('section_id'), course: sql.raw('course_id') }[kind]
  const rows = ids.length
    ? db.all<{ id: string; of: string }>(
        sql`SELECT id, ${column} AS "of" FROM lessons WHERE ${column} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
      )
    : []
  return new Map(rows.map(({ id, of }) => [id, of]))
}
