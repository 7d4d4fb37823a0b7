import { afterEach, beforeEach, expect, test } from 'vitest'
import { anOwner, aSchool, temporarySchools } from '#tests/setup/kit.ts'
import { createSchool } from './create-school.ts'
import { destroySchool } from './destroy-school.ts'
import { SlugRefused, slugify, slugProblem, suggestSlug, suggestSlugs } from './slugs.ts'

let opened: Awaited<ReturnType<typeof temporarySchools>>
beforeEach(async () => {
  opened = await temporarySchools()
})
afterEach(() => opened.close())

test.each(['', 'ab', '-abc', 'abc-', 'a--b', 'Abc', 'a_b', 'a.b', '../x', 'ünder', '1abc', 'a'.repeat(41)])(
  '“%s” is no address',
  (slug) => {
    expect(slugProblem(opened.schools.registry, slug)).toBe('shape')
  },
)

test('the platform keeps its own names', () => {
  for (const slug of ['www', 'admin', 'dashboard', 'api']) expect(slugProblem(opened.schools.registry, slug)).toBe('reserved')
})

test('a name suggests a free address that can be read aloud', async () => {
  const { registry } = opened.schools
  expect(suggestSlug(registry, 'Madder & Weld')).toBe('madder-weld')
  expect(suggestSlug(registry, 'Zoë’s Café')).toBe('zoes-cafe')
  expect(slugProblem(registry, suggestSlug(registry, '日本語'))).toBeUndefined()
  expect(slugProblem(registry, suggestSlug(registry, '…'))).toBeUndefined()
  await aSchool(opened.schools, 'madder-weld')
  expect(suggestSlug(registry, 'Madder & Weld')).toBe('madder-weld-school')
})

test('several addresses are suggested when one is taken: each of them can be had', async () => {
  const { registry } = opened.schools
  await aSchool(opened.schools, 'madder')
  await aSchool(opened.schools, 'learn-madder')
  expect(suggestSlugs(registry, 'madder', 3)).toEqual(['madder-school', 'madder-academy', 'madder-2'])
  for (const slug of suggestSlugs(registry, `${'a'.repeat(33)}-bcdefgh`, 4)) expect(slugProblem(registry, slug)).toBeUndefined()
})

test('an address is given to one school, once, also when two ask at the same moment and after it is gone', async () => {
  const { schools } = opened
  const owner = await anOwner(schools)
  const wanted = { name: 'Twice', slug: 'twice', owner }
  const both = await Promise.allSettled([createSchool(schools, wanted), createSchool(schools, wanted)])
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(schools.pool.files()).toHaveLength(1)
  const made = schools.registry.bySlug('twice')!
  await destroySchool(schools, made.id)
  expect(schools.pool.files()).toEqual([])
  await expect(createSchool(schools, wanted)).rejects.toBeInstanceOf(SlugRefused)
})

test('an address keeps the letters of a name that English has not', () => {
  expect(slugify('Ćwikła & Søn')).toBe('cwikla-son')
})
