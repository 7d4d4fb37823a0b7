import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isEnrolled } from '#tenants/learning/enrollments.ts'
import { mails } from '#tenants/mail/schema.ts'
import { publishedCourse } from '#tests/setup/learn-course.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
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
  ])
  expect(tenant.read((db) => db.select().from(students).all().length)).toBe(0)
  expect(await importStudents(tenant, actor, plan, false)).toEqual({ added: 2, updated: 0 })
  expect(await importStudents(tenant, actor, plan, false)).toEqual({ added: 0, updated: 2 })
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
