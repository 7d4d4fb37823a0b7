import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { addDomain, removeDomain } from '#tenants/registry/domains.ts'
import type { School } from '#tenants/registry/schema.ts'
import { DEVICE } from '#tests/setup/kit.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { type Twin, type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
let a: Twin
let b: Twin
beforeAll(async () => {
  pair = await twins()
  ;({ a, b } = pair)
  server = await pair.server()
  for (const { slug } of [a, b]) await addDomain(pair.schools, schoolOf(slug), `${slug}.example`, { isCanonical: true, device: DEVICE })
})
afterAll(() => pair.close())

function schoolOf(slug: string): School {
  const school = pair.schools.registry.bySlug(slug)
  if (!school) throw new Error(`${slug} is gone`)
  return school
}

const own = ({ slug }: Twin) => `${slug}.example:${server.port}`

test('at its domain a school shows itself, and no word of another', async () => {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { status, text } = await server.ask(own(one), '/')
    expect([status, text.includes(one.word), text.includes(other.word)]).toEqual([200, true, false])
    expect(text).toContain(`<link rel="canonical" href="http://${own(one)}/"`)
  }
})

test('who is signed in at one school’s domain is nobody at the other’s', async () => {
  const asks = (one: Twin, cookie: string) => server.ask(own(one), urls.school.learn(), { cookie })
  expect((await asks(a, a.studentCookie)).status).toBe(200)
  expect((await asks(b, a.studentCookie)).headers.location).toMatch(/^\/sign-in/)
})

test('a page asked at the slug’s address is sent to the domain; what pages load is answered, and nothing is sent in between', async () => {
  const asks = (path: string, headers: Record<string, string> = {}) => server.ask(server.host(a.slug), path, { headers })
  const visit = await asks('/sign-in?to=%2Flearn', { 'Sec-Fetch-Dest': 'document' })
  expect([visit.status, visit.headers.location]).toEqual([301, `http://${own(a)}/sign-in?to=%2Flearn`])
  expect((await asks('/')).status).toBe(301)
  expect((await asks('/', { 'Sec-Fetch-Dest': 'empty' })).status).toBe(200)
  const form = await server.ask(server.host(a.slug), urls.school.signIn(), { form: { email: 'nobody@mail.test', password: 'a wrong one' } })
  expect(form.status).toBe(400)
})

test('a form of one address of a school is no form of another', async () => {
  const form = { email: 'nobody@mail.test', password: 'a wrong one' }
  const answer = await server.ask(own(a), urls.school.signIn(), { form, headers: { Origin: `http://${server.host(a.slug)}` } })
  expect(answer.status).toBe(403)
})

test('a domain that was taken away is no school’s from the next request on', async () => {
  await addDomain(pair.schools, schoolOf(b.slug), 'gone.example', { isCanonical: false, device: DEVICE })
  const gone = `gone.example:${server.port}`
  expect((await server.ask(gone, '/')).headers.location).toBe(`http://${own(b)}/`)
  await removeDomain(pair.schools, schoolOf(b.slug), 'gone.example', DEVICE)
  expect((await server.ask(gone, '/')).status).toBe(404)
})
