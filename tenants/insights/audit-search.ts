import { eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import { fold } from '#lib/fold.ts'
import { courses, lessons, sections } from '#tenants/courses/schema.ts'
import { containing } from '#tenants/database/containing.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { events } from '#tenants/events/schema.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { assets, uploads } from '#tenants/media/schema.ts'
import { students } from '#tenants/people/schema.ts'
import type { Registry } from '#tenants/registry/registry.ts'
import { audit, invitations, memberships, people, schoolRoles } from '#tenants/registry/schema.ts'
import { codeBatches } from '#tenants/sales/schema.ts'

/** A word that was typed, with the types of events whose sentence has it: sentences are the screen's. */
export interface TypedWord {
  readonly text: string
  readonly types: readonly string[]
}

/** A line of the log has this word in who did it, in what they did, or in what it was about. */
export interface SoughtWord extends TypedWord {
  /** People, sets of permissions and invitations that are called so, by their ids. */
  readonly staff: readonly string[]
}

/** Everybody and everything of the registry that lines of this school can be about, as it is called today. */
function calledToday(registry: Registry, schoolId: string, actors: readonly string[]): { id: string; name: string }[] {
  return registry.read((db) => {
    const working = db.select({ id: memberships.personId }).from(memberships).where(eq(memberships.schoolId, schoolId))
    const worked = db.select({ id: audit.subject }).from(audit).where(eq(audit.schoolId, schoolId))
    const named = or(inArray(people.id, working), inArray(people.id, worked), inArray(people.id, [...actors]))
    return [
      ...db.select({ id: people.id, name: people.name }).from(people).where(named).all(),
      ...db.select({ id: schoolRoles.id, name: schoolRoles.name }).from(schoolRoles).where(eq(schoolRoles.schoolId, schoolId)).all(),
      ...db.select({ id: invitations.id, name: invitations.email }).from(invitations).where(eq(invitations.schoolId, schoolId)).all(),
    ]
  })
}

/** @param actors who ever did something here, also before the registry kept it */
export function soughtWords(registry: Registry, schoolId: string, actors: readonly string[], typed: readonly TypedWord[]): SoughtWord[] {
  if (!typed.length) return []
  const called = calledToday(registry, schoolId, actors).map(({ id, name }) => ({ id, name: fold(name) }))
  return typed.map((word) => ({
    ...word,
    staff: called.filter(({ name }) => name.includes(fold(word.text))).map(({ id }) => id),
  }))
}

/** Of the lines the platform keeps. */
export const saysOfStaff = ({ types, staff }: SoughtWord): SQL | undefined =>
  or(inArray(audit.type, [...types]), inArray(audit.actor, [...staff]), inArray(audit.subject, [...staff]))

/** Of the lines in the school's file. What they are about is found by its title of today, as the log shows it. */
export function saysInFile(db: Reading, { text, types, staff }: SoughtWord): SQL | undefined {
  const files = db.select({ id: assets.id }).from(assets).where(containing(assets.name, text))
  const learners = db.select({ id: students.id }).from(students).where(containing(students.name, text))
  return or(
    inArray(events.type, [...types]),
    inArray(events.actor, [...staff]),
    inArray(events.subject, [...staff]),
    inArray(events.subject, db.select({ id: courses.id }).from(courses).where(containing(courses.title, text))),
    inArray(events.subject, db.select({ id: sections.id }).from(sections).where(containing(sections.title, text))),
    inArray(events.subject, db.select({ id: lessons.id }).from(lessons).where(containing(lessons.title, text))),
    inArray(events.subject, db.select({ id: codeBatches.id }).from(codeBatches).where(containing(codeBatches.label, text))),
    inArray(events.subject, files),
    inArray(events.subject, db.select({ id: uploads.id }).from(uploads).where(inArray(uploads.assetId, files))),
    inArray(events.subject, learners),
    inArray(events.subject, db.select({ id: enrollments.id }).from(enrollments).where(inArray(enrollments.studentId, learners))),
    // Nothing of it at all is nothing found, not everything.
    sql`0`,
  )
}
