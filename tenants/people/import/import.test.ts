import { stringify } from 'csv-stringify/sync'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SchoolBusy } from '#tenants/database/failures.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { events } from '#tenants/events/schema.ts'
import { grant, isEnrolled } from '#tenants/learning/enrollments.ts'
import { mails } from '#tenants/mail/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { publishedCourse, studentIn } from '#tests/setup/learn-course.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { accessIn } from '../changed.ts'
import { changeStudents } from '../changes.ts'
import { ImportUnreadable } from '../failures.ts'
import { students } from '../schema.ts'
import { guessColumns } from './columns.ts'
import { decode } from './decode.ts'
import { importStudents } from './import-students.ts'
import { planImport } from './plan.ts'
import { delimiterOf, readTable } from './table.ts'

const utf16 = (text: string, mark: boolean) => Buffer.from((mark ? '\uFEFF' : '') + text, 'utf16le')

test('a table reads the same in every encoding spreadsheets write', () => {
  const text = 'Name;E-mail\r\nTomás;tomas@x.test'
  expect(decode(Buffer.from(text))).toBe(text)
  expect(decode(Buffer.from(`\uFEFF${text}`))).toBe(text)
  expect(decode(utf16(text, true))).toBe(text)
  expect(decode(utf16(text, false))).toBe(text)
  expect(decode(utf16(text, true).swap16())).toBe(text)
  expect(decode(Buffer.from(text, 'latin1'))).toBe(text)
  // What latin1 lacks and Windows has.
  expect(decode(Buffer.from([0x80, 0x93, 0x94]))).toBe('€“”')
})

test.each([',', ';', '\t', '|'])('cells divided by %j come back as they were, whatever they hold', (delimiter) => {
  const cell = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `x${text.replaceAll('\0', '')}x`)
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
      const text = stringify([['Name', 'E-mail'], ...rows], { delimiter, quoted: true, bom: true })
      expect(readTable(decode(Buffer.from(text))).rows.map(({ cells }) => cells)).toEqual(rows)
    }),
    { numRuns: 100 },
  )
})

test('the delimiter is looked for outside quotes', () => {
  expect(delimiterOf('"a,b,c";d')).toBe(';')
})

test('a table that is none is refused with its line', () => {
  expect(() => readTable('Name,E-mail\n"open,x')).toThrow(ImportUnreadable)
  expect(() => readTable('Name,E-mail')).toThrow(ImportUnreadable)
})

test.each([
  ['to the end', 'Name;E-mail\n"Ines";i@x.test\n\nTomás;"t@x.test\nAiko;a@x.test\nMina;m@x.test', 4],
  ['to the next one', 'Name;E-mail\nInes;i@x.test\nTomás;"t@x.test\nAiko;"a@x.test"\nMina;m@x.test', 3],
  ['after cells of several lines', 'Name;E-mail\r\n"Ines\r\n""the dyer""";i@x.test\r\n"Tomás;t@x.test\r\nAiko ""x"";a@x.test', 4],
])('a quotation mark that stays open %s is named by the line where it opens', (_where, text, line) => {
  expect(() => readTable(text)).toThrow(expect.objectContaining({ code: 'people.import_unclosed', details: { line } }))
})

test('columns are known by their heads in several languages, and e-mail by its look', () => {
  expect(guessColumns(['Vorname', 'Nachname', 'E-Mail-Adresse'], [])).toEqual({ first: 0, last: 1, email: 2 })
  expect(guessColumns(['Prénom', 'Nom', 'Courriel'], [])).toEqual({ first: 0, last: 1, email: 2 })
  expect(guessColumns(['氏名', 'メールアドレス'], [])).toEqual({ name: 0, email: 1 })
  expect(guessColumns(['a', 'b'], [{ cells: ['x', 'ines@x.test'] }])).toEqual({ email: 1 })
})

test('every row that cannot be brought in is named with its line; the others are, once, and nobody gets a letter', async () => {
  const { tenant, actor } = await oneSchool()
  const course = await publishedCourse(tenant, 1)
  const table = readTable(
    [
      'Name,E-mail,Course',
      'Ines,ines@x.test,dyeing',
      'Bad,not an address,',
      'Twice,INES@x.test,',
      'Lost,lost@x.test,Weaving',
      ',aiko@x.test,',
      'Without,,',
    ].join('\n'),
  )
  const options = {
    columns: guessColumns(table.heads, table.rows),
    courseIds: [],
    endsAt: null,
    courses: [{ id: course.id, title: 'Dyeing' }],
  }
  const plan = tenant.read((db) => planImport(db, table, options))
  expect(plan.refused.map(({ line, trouble }) => [line, trouble])).toEqual([
    [3, 'email'],
    [4, 'doubled'],
    [5, 'course'],
    [7, 'missing'],
  ])
  expect(tenant.read((db) => db.select().from(students).all().length)).toBe(0)
  expect(await importStudents(tenant, actor, plan, false)).toEqual({ added: 2, updated: 0 })
  // Who has it all already is not changed, and the plan says so.
  const again = tenant.read((db) => planImport(db, table, options))
  expect(again.admissions.map(({ isNew, isChanged }) => [isNew, isChanged])).toEqual([
    [false, false],
    [false, false],
  ])
  const more = tenant.read((db) => planImport(db, table, { ...options, courseIds: [course.id] }))
  expect(more.admissions.map(({ isChanged }) => isChanged)).toEqual([false, true])
  expect(await importStudents(tenant, actor, plan, false)).toEqual({ added: 0, updated: 0 })
  const made = tenant.read((db) => db.select().from(students).all())
  expect(made.map(({ name, passwordHash }) => [name, passwordHash])).toEqual([
    ['Ines', ''],
    ['aiko', ''],
  ])
  expect(tenant.read((db) => made.map(({ id }) => isEnrolled(db, id, course.id)))).toEqual([true, false])
  expect(tenant.read((db) => db.select().from(mails).all().length)).toBe(0)
  const invited = tenant.read((db) => planImport(db, readTable('email\nnew@x.test'), { ...options, columns: { email: 0 } }))
  await importStudents(tenant, actor, invited, true)
  expect(tenant.read((db) => db.select().from(mails).all().length)).toBe(1)
})

test('a table too wide to be about people is refused before its cells are made', () => {
  const wide = (columns: number) => `email${',a'.repeat(columns - 1)}\nx@x.test\n`
  expect(() => readTable(wide(100_000))).toThrow('import_too_wide')
  expect(() => readTable(`email\nx@x.test${',a'.repeat(200)}\n`)).toThrow('import_too_wide')
  expect(readTable(wide(100)).heads).toHaveLength(100)
})

async function planOf(rows: readonly string[], tenant: Tenant, courseIds: string[] = []) {
  const table = readTable(['email', ...rows].join('\n'))
  return tenant.read((db) => planImport(db, table, { columns: { email: 0 }, courseIds, endsAt: null, courses: [] }))
}

test('an import that is stopped half-way says what it did, tells of that, and brings in the rest when it is sent again', async () => {
  const { tenant, actor } = await oneSchool()
  const rows = Array.from({ length: 450 }, (_, n) => `student-${n}@x.test`)
  const plan = await planOf([...rows, 'no address'], tenant)
  let slices = 0
  const transact = (run: (tx: Writing) => unknown) => (++slices === 2 ? Promise.reject(new SchoolBusy()) : tenant.transact(run))
  const busy = Object.create(tenant, { transact: { value: transact } }) as Tenant
  expect(await importStudents(busy, actor, plan, false)).toEqual({ added: 200, updated: 0, stopped: expect.any(SchoolBusy) })
  const told = () => tenant.read((db) => db.select().from(events).where(eq(events.type, 'students.imported')).all()).map(({ data }) => data)
  expect(told()).toEqual([{ added: 200, updated: 0, refused: 1 }])
  expect(await importStudents(tenant, actor, await planOf(rows, tenant), false)).toEqual({ added: 250, updated: 0 })
  expect(told().slice(1)).toEqual([0, 200, 50].map((added) => ({ added, updated: 0, refused: 0 })))
})

test('an import leaves the access of who is suspended as it is', async () => {
  const { tenant, actor } = await oneSchool()
  const course = await publishedCourse(tenant, 1)
  const id = await studentIn(tenant)
  const ends = Date.now() + 86_400_000
  await tenant.transact((tx) => grant(tx, id, course.id, { source: 'code', actor: id, endsAt: ends }, Date.now()))
  await changeStudents(tenant, actor, { ids: [id] }, { what: 'suspend' })
  const { email } = tenant.read((db) => db.select().from(students).where(eq(students.id, id)).get())!
  const plan = await planOf([email], tenant, [course.id])
  expect(await importStudents(tenant, actor, plan, false)).toEqual({ added: 0, updated: 0 })
  expect(tenant.read((db) => accessIn(db, id, course.id))).toMatchObject({ source: 'code', endsAt: ends, revokedAt: null })
})
