import { and, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Reading } from '#tenants/database/handle.ts'
import { isOpen } from '#tenants/learning/enrollments.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import type { Admission } from '../admit.ts'
import { ImportUnreadable } from '../failures.ts'
import { readTags } from '../keep-student.ts'
import { students, studentTags } from '../schema.ts'
import type { Columns } from './columns.ts'
import type { ImportTable } from './table.ts'

export type RowTrouble = 'missing' | 'email' | 'doubled' | 'course' | 'until'

export interface RefusedRow {
  readonly line: number
  readonly trouble: RowTrouble
  /** What stands there, as it stands there. */
  readonly found: string
  readonly cells: readonly string[]
}

export interface ImportPlan {
  readonly admissions: readonly (Admission & {
    readonly line: number
    readonly isNew: boolean
    /** Of who is here already: whether they get a course or a tag they have not. */
    readonly isChanged: boolean
  })[]
  readonly refused: readonly RefusedRow[]
}

export interface ImportOptions {
  readonly columns: Columns
  /** Given to everybody, besides what a row names. */
  readonly courseIds: readonly string[]
  readonly endsAt: number | null
  /** What a row may name. */
  readonly courses: readonly { readonly id: string; readonly title: string }[]
}

const Email = z.email().max(254)

/** What bringing in a table would do, row by row; nothing is written. @throws ImportUnreadable */
export function planImport(db: Reading, table: ImportTable, options: ImportOptions, now = Date.now()): ImportPlan {
  const { columns } = options
  if (columns.email === undefined) throw new ImportUnreadable('import_no_email')
  const byTitle = new Map(
    options.courses.flatMap(({ id, title }): [string, string][] => [
      [title.trim().toLowerCase(), id],
      [id, id],
    ]),
  )
  const seen = new Set<string>()
  const refused: RefusedRow[] = []
  const read: (Admission & { line: number })[] = []
  for (const { line, cells } of table.rows) {
    const cell = (at: number | undefined) => (at === undefined ? '' : (cells[at] ?? ''))
    const refuse = (trouble: RowTrouble, found: string) => refused.push({ line, trouble, found, cells })
    const typed = cell(columns.email).replace(/^mailto:/i, '')
    const email = Email.safeParse(typed.toLowerCase())
    if (!email.success) {
      refuse(typed ? 'email' : 'missing', typed)
      continue
    }
    if (seen.has(email.data)) {
      refuse('doubled', typed)
      continue
    }
    seen.add(email.data)
    const named = cell(columns.course)
      .split(/[;|]/)
      .map((title) => title.trim())
      .filter(Boolean)
    const unknown = named.find((title) => !byTitle.has(title.toLowerCase()))
    if (unknown !== undefined) {
      refuse('course', unknown)
      continue
    }
    const until = cell(columns.until)
    const endsAt = until ? endOfDay(until) : options.endsAt
    if (endsAt === undefined || (endsAt !== null && endsAt <= now)) {
      refuse('until', until)
      continue
    }
    const courseIds = new Set([...options.courseIds, ...named.map((title) => byTitle.get(title.toLowerCase()) ?? '')])
    read.push({
      line,
      email: email.data,
      name: nameIn(cell, columns) || (email.data.split('@')[0] ?? ''),
      courseIds: [...courseIds],
      endsAt,
      tags: readTags(cell(columns.tags).replaceAll(';', ',')),
    })
  }
  const known = knownAmong(db, [...seen], now)
  const admissions = read.map((row) => {
    const has = known.get(row.email)
    const isChanged =
      has !== undefined && !(row.courseIds.every((id) => has.courses.has(id)) && (row.tags ?? []).every((tag) => has.tags.has(tag)))
    return { ...row, isNew: !has, isChanged }
  })
  return { admissions, refused }
}

const nameIn = (cell: (at: number | undefined) => string, columns: Columns): string =>
  (cell(columns.name) || [cell(columns.first), cell(columns.last)].filter(Boolean).join(' ')).slice(0, 120)

/** `2026-12-31` alone: other ways of writing a day mean different days in different countries. */
function endOfDay(text: string): number | undefined {
  const day = z.iso.date().safeParse(text)
  return day.success ? Date.parse(`${day.data}T23:59:59.999Z`) : undefined
}

const AT_ONCE = 1_000

interface Has {
  readonly courses: ReadonlySet<string>
  readonly tags: ReadonlySet<string>
}

/** Who is here already, by e-mail, with what they have. */
function knownAmong(db: Reading, emails: readonly string[], now: number): Map<string, Has> {
  const known = new Map<string, Has>()
  for (let at = 0; at < emails.length; at += AT_ONCE) {
    const rows = db
      .select({ id: students.id, email: students.email })
      .from(students)
      .where(inArray(students.email, emails.slice(at, at + AT_ONCE)))
      .all()
    const ids = rows.map(({ id }) => id)
    const inCourses = db
      .select({ of: enrollments.studentId, what: enrollments.courseId })
      .from(enrollments)
      .where(and(inArray(enrollments.studentId, ids), isOpen(now)))
      .all()
    const tagged = db
      .select({ of: studentTags.studentId, what: studentTags.tag })
      .from(studentTags)
      .where(inArray(studentTags.studentId, ids))
      .all()
    const [courses, tags] = [byStudent(inCourses), byStudent(tagged)]
    for (const { id, email } of rows)
      known.set(email.toLowerCase(), { courses: courses.get(id) ?? new Set(), tags: tags.get(id) ?? new Set() })
  }
  return known
}

function byStudent(rows: readonly { of: string; what: string }[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { of, what } of rows) found.set(of, (found.get(of) ?? new Set()).add(what))
  return found
}
