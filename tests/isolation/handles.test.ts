import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HandleMisused } from '#tenants/database/failures.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { students } from '#tenants/people/schema.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
beforeAll(async () => {
  pair = await twins()
})
afterAll(() => pair.close())

const countIn = (db: Reading) => db.select().from(students).all().length
const count = (twin: Twins['a']) => twin.tenant.read(countIn)
const rename = sql`UPDATE school SET tagline = 'half a change' WHERE id = 1`
const tagline = (twin: Twins['a']) => twin.tenant.read((db) => db.get<{ tagline: string }>(sql`SELECT tagline FROM school`)).tagline

test('a transaction cannot begin inside a read, of the same school or of another', async () => {
  for (const inner of [pair.a, pair.b]) {
    let begun: Promise<unknown> = Promise.resolve()
    pair.a.tenant.read(() => {
      begun = inner.tenant.transact((tx) => tx.run(rename).changes)
      begun.catch(() => undefined)
      return 0
    })
    await expect(begun).rejects.toBeInstanceOf(HandleMisused)
  }
})

test('one school cannot be read inside a transaction of another, and that transaction is rolled back', async () => {
  const mixed = pair.b.tenant.transact((tx) => {
    tx.run(rename)
    return pair.a.tenant.read(schoolFace).name
  })
  await expect(mixed).rejects.toBeInstanceOf(HandleMisused)
  expect(tagline(pair.b)).not.toContain('half a change')
  expect(() => pair.a.tenant.read(() => pair.b.tenant.read(schoolFace))).toThrow(HandleMisused)
})

test('a transaction inside a transaction is refused, also of the registry', async () => {
  for (const other of [pair.a.tenant, pair.b.tenant, pair.schools.registry]) {
    let inner: Promise<unknown> = Promise.resolve()
    await pair.a.tenant.transact((tx) => {
      inner = other.transact((within) => within.run(sql`SELECT 1`).changes)
      inner.catch(() => undefined)
      return countIn(tx)
    })
    await expect(inner).rejects.toBeInstanceOf(HandleMisused)
  }
})

test('an async function is refused at run time and what it wrote is rolled back', async () => {
  const write = pair.a.tenant.transact(
    // @ts-expect-error the type refuses it as well
    async (tx) => tx.run(rename).changes,
  )
  await expect(write).rejects.toBeInstanceOf(HandleMisused)
  expect(tagline(pair.a)).not.toContain('half a change')
  // @ts-expect-error the type refuses it as well
  expect(() => pair.a.tenant.read(async (db) => countIn(db))).toThrow(HandleMisused)
})

test('after every misuse both schools read and write as before', async () => {
  expect(count(pair.a)).toBe(2)
  expect(await pair.b.tenant.transact(countIn)).toBe(2)
  expect(pair.a.tenant.read(schoolFace).name).toContain(pair.a.word)
  expect(pair.b.tenant.read(schoolFace).name).toContain(pair.b.word)
})

test('a value read at one school and written at another goes nowhere but there: the handles share nothing', async () => {
  const name = pair.a.tenant.read(schoolFace).name
  await pair.b.tenant.transact((tx) => tx.run(sql`UPDATE school SET tagline = ${name} WHERE id = 1`).changes)
  expect(tagline(pair.a)).not.toBe(name)
  expect(tagline(pair.b)).toBe(name)
})
