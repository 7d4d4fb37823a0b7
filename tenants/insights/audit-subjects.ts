import { and, eq, inArray, isNull } from 'drizzle-orm'
import { courses, lessons, sections } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { assets, uploads } from '#tenants/media/schema.ts'
import { students } from '#tenants/people/schema.ts'
import type { Registry } from '#tenants/registry/registry.ts'
import { invitations, memberships, people, schoolRoles } from '#tenants/registry/schema.ts'
import { codeBatches } from '#tenants/sales/schema.ts'

/** What an event is about, as it is called today. */
export interface AuditSubject {
  readonly title: string
  /** Where it is looked at; null where it has no page, or is deleted. */
  readonly at:
    | { readonly kind: 'course'; readonly course: string }
    | { readonly kind: 'lesson'; readonly course: string; readonly lesson: string }
    | { readonly kind: 'batch'; readonly course: string; readonly batch: string }
    | { readonly kind: 'student'; readonly student: string }
    | { readonly kind: 'member'; readonly person: string }
    | { readonly kind: 'role'; readonly role: string }
    | null
}

/** Titles of what events are about, in one statement a kind; what is gone for good is missing. */
export function auditSubjects(db: Reading, ids: readonly string[]): Map<string, AuditSubject> {
  const found = new Map<string, AuditSubject>()
  const add = (id: string, title: string, at: AuditSubject['at']) => found.set(id, { title, at })
  const asked = [...new Set(ids)]
  const some = (kind: string) => asked.filter((id) => id.startsWith(`${kind}_`))
  for (const row of db
    .select()
    .from(courses)
    .where(inArray(courses.id, some('course')))
    .all())
    add(row.id, row.title, row.deletedAt === null ? { kind: 'course', course: row.id } : null)
  for (const row of db
    .select({
      id: sections.id,
      title: sections.title,
      course: sections.courseId,
      deletedAt: sections.deletedAt,
      courseDeletedAt: courses.deletedAt,
    })
    .from(sections)
    .innerJoin(courses, eq(courses.id, sections.courseId))
    .where(inArray(sections.id, some('section')))
    .all())
    add(row.id, row.title, (row.deletedAt ?? row.courseDeletedAt) === null ? { kind: 'course', course: row.course } : null)
  for (const row of db
    .select({
      id: lessons.id,
      title: lessons.title,
      course: lessons.courseId,
      deletedAt: lessons.deletedAt,
      courseDeletedAt: courses.deletedAt,
    })
    .from(lessons)
    .innerJoin(courses, eq(courses.id, lessons.courseId))
    .where(inArray(lessons.id, some('lesson')))
    .all())
    add(row.id, row.title, (row.deletedAt ?? row.courseDeletedAt) === null ? { kind: 'lesson', course: row.course, lesson: row.id } : null)
  for (const row of db
    .select({ id: codeBatches.id, label: codeBatches.label, course: codeBatches.courseId })
    .from(codeBatches)
    .innerJoin(courses, and(eq(courses.id, codeBatches.courseId), isNull(courses.deletedAt)))
    .where(inArray(codeBatches.id, some('batch')))
    .all())
    add(row.id, row.label, { kind: 'batch', course: row.course, batch: row.id })
  for (const row of db
    .select({ id: assets.id, name: assets.name })
    .from(assets)
    .where(inArray(assets.id, some('asset')))
    .all())
    add(row.id, row.name, null)
  for (const row of db
    .select({ id: uploads.id, name: assets.name })
    .from(uploads)
    .innerJoin(assets, eq(assets.id, uploads.assetId))
    .where(inArray(uploads.id, some('upload')))
    .all())
    add(row.id, row.name, null)
  for (const row of db
    .select({ id: students.id, name: students.name })
    .from(students)
    .where(inArray(students.id, some('student')))
    .all())
    add(row.id, row.name, { kind: 'student', student: row.id })
  for (const row of db
    .select({ id: enrollments.id, name: students.name, student: students.id })
    .from(enrollments)
    .innerJoin(students, eq(students.id, enrollments.studentId))
    .where(inArray(enrollments.id, some('enrollment')))
    .all())
    add(row.id, row.name, { kind: 'student', student: row.student })
  return found
}

/** The same for what stands in the registry: who works here, as what, and who was invited. */
export function staffSubjects(registry: Registry, schoolId: string, ids: readonly string[]): Map<string, AuditSubject> {
  const some = (kind: string) => [...new Set(ids)].filter((id) => id.startsWith(`${kind}_`))
  return registry.read((db) => {
    const members = db
      .select({ id: people.id, name: people.name, role: memberships.role })
      .from(people)
      .leftJoin(memberships, and(eq(memberships.personId, people.id), eq(memberships.schoolId, schoolId)))
      .where(inArray(people.id, some('person')))
      .all()
    const roles = db
      .select()
      .from(schoolRoles)
      .where(and(eq(schoolRoles.schoolId, schoolId), inArray(schoolRoles.id, some('role'))))
      .all()
    const invited = db
      .select()
      .from(invitations)
      .where(and(eq(invitations.schoolId, schoolId), inArray(invitations.id, some('invitation'))))
      .all()
    const found = new Map<string, AuditSubject>()
    for (const { id, name, role } of members) found.set(id, { title: name, at: role === null ? null : { kind: 'member', person: id } })
    for (const { id, name } of roles) found.set(id, { title: name, at: { kind: 'role', role: id } })
    for (const { id, email } of invited) found.set(id, { title: email, at: null })
    return found
  })
}
