import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import type { Person } from '#tenants/registry/schema.ts'
import { isSlug, SlugRefused } from '#tenants/registry/slugs.ts'
import { anOwner, aSchool, temporarySchools } from '#tests/setup/kit.ts'

let folder: Awaited<ReturnType<typeof temporarySchools>>
let owner: Person
beforeAll(async () => {
  folder = await temporarySchools()
  owner = await anOwner(folder.schools)
})
afterAll(() => folder.close())

const make = (slug: string) => createSchool(folder.schools, { name: 'x', slug, owner })

const PATHS = [
  '../platform',
  '..',
  '.',
  'a/b',
  '/etc/passwd',
  'a\\b',
  'a%2fb',
  'a\0b',
  'ab.db',
  'AB',
  'ab ',
  ' ',
  '',
  'ä-ö',
  'a--b',
  '-ab',
  'ab-',
  '1ab',
]
const KEPT = ['www', 'api', 'admin', 'dashboard', 'mail', 'localhost', 'platform', 'postmaster', 'static', 'xn--80ak6aa92e', 'xn--abc']

test.each(PATHS)('%j is no slug', async (slug) => {
  const before = readdirSync(join(folder.dataDir, 'schools'))
  await expect(make(slug)).rejects.toBeInstanceOf(SlugRefused)
  expect(readdirSync(join(folder.dataDir, 'schools'))).toEqual(before)
})

test.each(KEPT)('%s is kept for the platform or would mislead', (slug) => expect(make(slug)).rejects.toBeInstanceOf(SlugRefused))

test('a slug is never a path: the file is named by an id that holds letters and digits alone', async () => {
  const { tenant } = await aSchool(folder.schools, 'a-school')
  expect(folder.schools.pool.path(tenant.id)).toBe(join(folder.dataDir, 'schools', `${tenant.id}.db`))
  expect(tenant.id).toMatch(/^[a-z0-9]+$/)
  expect(existsSync(join(folder.dataDir, 'schools', 'a-school.db'))).toBe(false)
})

test('an id that could become a path opens nothing, even when such a file is there', () => {
  writeFileSync(join(folder.dataDir, 'schools', 'my-file.db'), '')
  // The registry lies beside the schools where LiteFS has the folder.
  for (const id of ['../platform', 'platform', 'my-file', '..', 'a/b', '', 'ABCD', 'a.db', 'x'.repeat(41)]) {
    expect(() => folder.schools.pool.path(id), id).toThrow(SchoolUnknown)
    expect(() => folder.schools.openById(id), id).toThrow(SchoolUnknown)
  }
})

test('no text that is a slug can hold what a path, a host or a header is made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 45 }), (text) => !isSlug(text) || /^[a-z][a-z0-9-]{2,39}$/.test(text)),
    { numRuns: 2_000, seed: 7 },
  )
})

test('the host names the school by its whole label: neither a prefix, a sub-subdomain, a path nor another domain does', async () => {
  await aSchool(folder.schools, 'acme')
  const { schools } = folder
  expect(schools.resolveHost('acme.localhost:3000').kind).toBe('school')
  expect(schools.resolveHost('ACME.localhost').kind).toBe('school')
  for (const host of [
    'acm.localhost',
    'x.acme.localhost',
    'acme.localhost.',
    'acme.localhost.evil.test',
    'acmelocalhost',
    '.localhost',
    'acme.',
    "acme'--.localhost",
  ])
    expect(() => schools.resolveHost(host), host).toThrow(SchoolUnknown)
})

test('an address is never given out again, not even after its school is gone', async () => {
  const { tenant } = await aSchool(folder.schools, 'once-only')
  await expect(make('once-only')).rejects.toMatchObject({ why: 'taken' })
  await destroySchool(folder.schools, tenant.id)
  await expect(make('once-only')).rejects.toMatchObject({ why: 'taken' })
})

test('of two who take the same address at the same moment one gets it, and the other leaves no file', async () => {
  const before = folder.schools.pool.files().length
  const outcomes = await Promise.allSettled([make('contested'), make('contested'), make('contested')])
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  expect(folder.schools.pool.files()).toHaveLength(before + 1)
})
