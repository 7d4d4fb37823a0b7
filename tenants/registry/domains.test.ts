import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEVICE, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { destroySchool } from './destroy-school.ts'
import { addDomain, domainsOf, removeDomain } from './domains.ts'
import type { School } from './schema.ts'

let folder: TestSchools
let madder: School
let woad: School
beforeEach(async () => {
  folder = await temporarySchools()
  madder = await made('madder')
  woad = await made('woad')
})
afterEach(() => folder.close())

async function made(slug: string): Promise<School> {
  const { id } = await folder.school(slug)
  const school = folder.schools.registry.byId(id)
  if (!school) throw new Error(`${slug} was not made`)
  return school
}

const add = (school: School, host: string, isCanonical = false) => addDomain(folder.schools, school, host, { isCanonical, device: DEVICE })
const remove = (school: School, host: string) => removeDomain(folder.schools, school, host, DEVICE)
const hosts = (school: School) => folder.schools.registry.read((db) => domainsOf(db, school.id)).map(({ host }) => host)
const at = (host: string) => {
  const target = folder.schools.resolveHost(host)
  return target.kind === 'school' ? [target.tenant.slug, target.movedTo] : target.kind
}

test('the first domain is where links lead, from the next question on, and the slug’s address leads there', async () => {
  expect(at('madder.localhost')).toEqual(['madder', undefined])
  await add(madder, ' Learn.Example.com. ')
  expect(at('learn.example.com:3000')).toEqual(['madder', undefined])
  expect(at('madder.localhost')).toEqual(['madder', 'http://learn.example.com:3000'])
  const tenant = folder.schools.openById(madder.id)
  expect(tenant.url('/learn')).toBe('http://learn.example.com:3000/learn')
  expect(tenant.origin).toBe('http://madder.localhost:3000')
  expect(folder.schools.openById(woad.id).url('/')).toBe('http://woad.localhost:3000/')
})

test('of several one stands for all, and another does when it goes', async () => {
  for (const host of ['a.example', 'b.example', 'c.example']) await add(madder, host)
  expect(hosts(madder)).toEqual(['a.example', 'b.example', 'c.example'])
  await add(madder, 'c.example', true)
  expect(at('a.example')).toEqual(['madder', 'http://c.example:3000'])
  await add(madder, 'c.example')
  expect(hosts(madder)[0]).toBe('c.example')
  await remove(madder, 'c.example')
  expect(at('b.example')).toEqual(['madder', 'http://a.example:3000'])
  expect(() => at('c.example')).toThrow(expect.objectContaining({ code: 'school.unknown' }))
  for (const host of ['a.example', 'b.example']) await remove(madder, host)
  expect(at('madder.localhost')).toEqual(['madder', undefined])
})

const NO_DOMAINS = [
  '',
  'example',
  'a b.example',
  '-a.example',
  '127.0.0.1',
  '[::1]',
  '1.2.3',
  'a..example',
  'https://a.example',
  'a.example/x',
  'a.example:80',
]

test('what is no domain is refused', async () => {
  for (const host of [...NO_DOMAINS, `${'a'.repeat(64)}.example`]) {
    await expect(add(madder, host), host).rejects.toMatchObject({ code: 'domain.shape' })
  }
})

test('a name in another script is kept as browsers send it', async () => {
  await add(madder, 'Färberei.example')
  expect(at('xn--frberei-5wa.example')).toEqual(['madder', undefined])
})

test('nobody gets the platform’s own hosts, or another school’s domain', async () => {
  for (const host of ['woad.localhost', 'x.y.localhost']) {
    await expect(add(madder, host)).rejects.toMatchObject({ code: 'domain.platform' })
  }
  await add(woad, 'learn.example')
  await expect(add(madder, 'LEARN.example')).rejects.toMatchObject({ code: 'domain.taken' })
  await expect(remove(madder, 'learn.example')).rejects.toMatchObject({ code: 'domain.unknown' })
  expect(at('learn.example')).toEqual(['woad', undefined])
})

test('the domain of a school that was destroyed is nobody’s, and may become another’s', async () => {
  await add(madder, 'learn.example')
  await destroySchool(folder.schools, madder.id)
  expect(() => at('learn.example')).toThrow(expect.objectContaining({ code: 'school.unknown' }))
  await add(woad, 'learn.example')
  expect(at('learn.example')).toEqual(['woad', undefined])
})
