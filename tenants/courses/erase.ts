import { and, eq, inArray, isNotNull, lte, notInArray, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { NotInTrash, StillShown } from './failures.ts'
import type { InTrash } from './restore.ts'
import { courses, lessonBodies, lessons, sections } from './schema.ts'
import { heldBack, TRASH_MS } from './trash.ts'

/** How many things one transaction removes, so that none is long. */
const BATCH = 20

/**
 * Removes something in the trash for good, with all it holds: texts, versions, codes, enrolments and what students did in it.
 * Its files are then nobody's, and swept in their time.
 * @throws NotInTrash, StillShown while students see it, or would once its course is back on the site
 */
export function eraseFromTrash(tenant: Tenant, actor: string, thing: InTrash, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const shownIn = heldBack(tx, [thing]).get(thing.id)
    if (shownIn !== undefined) throw new StillShown(shownIn)
    eraseOne(tx, actor, thing, now)
  })
}

/** Removes what has been in the trash for thirty days. Answers how much that was, or would be. */
export async function emptyTrash(tenant: Tenant, { dryRun = false, now = Date.now() } = {}): Promise<number> {
  const due = tenant.read((db) => {
    const old = dueIn(db, now)
    const held = heldBack(db, old)
    return old.filter((thing) => !held.has(thing.id))
  })
  if (dryRun) return due.length
  for (let at = 0; at < due.length; at += BATCH) {
    await tenant.transact((tx) => {
      const batch = due.slice(at, at + BATCH)
      // Asked again under the lock: it may have been restored, or published, this very moment.
      const held = heldBack(tx, batch)
      for (const thing of batch) if (!held.has(thing.id) && isDue(tx, thing, now)) eraseOne(tx, 'platform', thing, now)
    })
  }
  return due.length
}

const TABLES = { course: courses, section: sections, lesson: lessons }

/** Courses first: what is in them goes with them. */
const dueIn = (db: Reading, now: number): InTrash[] =>
  (['course', 'section', 'lesson'] as const).flatMap((kind) => {
    const table = TABLES[kind]
    const rows = db
      .select({ id: table.id })
      .from(table)
      .where(lte(table.deletedAt, now - TRASH_MS))
      .all()
    return rows.map(({ id }) => ({ kind, id }))
  })

function isDue(db: Reading, { kind, id }: InTrash, now: number): boolean {
  const table = TABLES[kind]
  return (
    db
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.id, id), lte(table.deletedAt, now - TRASH_MS)))
      .get() !== undefined
  )
}

function eraseOne(tx: Writing, actor: string, { kind, id }: InTrash, now: number): void {
  const table = TABLES[kind]
  const isThere = tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.id, id), isNotNull(table.deletedAt)))
    .get()
  if (!isThere) throw new NotInTrash()
  const bodies = bodiesOf(tx, kind, id)
  if (kind === 'course') {
    tx.update(courses).set({ publishedVersionId: null }).where(eq(courses.id, id)).run()
    tx.delete(courses).where(eq(courses.id, id)).run()
    record(tx, { type: 'course.erased', actor, subject: id, data: {} }, now)
  } else {
    const of = kind === 'section' ? sections : lessons
    const courseId = tx.delete(of).where(eq(of.id, id)).returning({ courseId: of.courseId }).get()?.courseId ?? ''
    record(tx, { type: `${kind}.erased`, actor, subject: id, data: { courseId } }, now)
  }
  for (let at = 0; at < bodies.length; at += 500) {
    const some = bodies.slice(at, at + 500)
    const kept = tx.select({ id: lessons.bodyId }).from(lessons).where(inArray(lessons.bodyId, some))
    tx.delete(lessonBodies)
      .where(and(inArray(lessonBodies.id, some), notInArray(lessonBodies.id, kept)))
      .run()
  }
}

/** The texts that go with it: those its lessons have, and those its versions had. */
function bodiesOf(db: Reading, kind: InTrash['kind'], id: string): string[] {
  const column = { lesson: lessons.id, section: lessons.sectionId, course: lessons.courseId }[kind]
  const drafts = db
    .select({ id: lessons.bodyId })
    .from(lessons)
    .where(and(eq(column, id), isNotNull(lessons.bodyId)))
    .all()
  const shown =
    kind === 'course'
      ? db.all<{ id: string | null }>(sql`
          SELECT DISTINCT lesson.value ->> '$.bodyId' AS id
          FROM course_versions, json_each(course_versions.outline, '$.sections') AS section, json_each(section.value, '$.lessons') AS lesson
          WHERE course_versions.course_id = ${id}`)
      : []
  return [...new Set([...drafts, ...shown].flatMap((body) => body.id ?? []))]
}
