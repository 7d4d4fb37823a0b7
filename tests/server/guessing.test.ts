import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import { codes } from '#tenants/sales/schema.ts'
import { type Twins, twins } from '#tests/isolation/kit/twins.ts'
import { PASSWORD } from '#tests/setup/kit.ts'
import type { TestServer } from '#tests/setup/server.ts'

let pair: Twins
let server: TestServer
let good: string[]
let title: string
beforeAll(async () => {
  pair = await twins()
  const { tenant, owner } = pair.a
  const batch = await createBatch(tenant, owner.id, { courseId: pair.rows.course.id, label: 'A class', count: 32, expiresAt: null })
  good = tenant.read((db) => db.select().from(codes).where(eq(codes.batchId, batch.id)).all()).map((code) => code.text)
  server = await pair.server()
  const offered = await server.ask(server.host(pair.a.slug), urls.school.redeem(good[0]))
  title = /<p class="font-serif text-lg">([^<]+)<\/p>/.exec(offered.text)?.[1] ?? ''
})
afterAll(() => pair.close())

const redeem = (form: Record<string, string>, cookie?: string) =>
  server.ask(server.host(pair.a.slug), urls.school.redeem(), { form, ...(cookie ? { cookie } : {}) })
const join = (code: string, who: Record<string, string>) => redeem({ step: 'join', way: 'new', code, ...who })
const wrong = 'AAAA-AAAA-AAAA-AAAA'

test('a class behind one address, each with a good code, gets in at the same moment', async () => {
  const class30 = Array.from({ length: 30 }, (_, at) =>
    join(good[at]!, { name: `Pupil ${at}`, email: `pupil${at}@x.test`, password: PASSWORD }),
  )
  expect((await Promise.all(class30)).map((answer) => answer.status)).toEqual(class30.map(() => 302))
})

test('who tried too many wrong codes learns of no code any more, at neither step', async () => {
  expect(title).not.toBe('')
  const offered = await join(good[30]!, { name: 'Sly', email: 'not an e-mail', password: PASSWORD })
  expect(offered.text).toContain(title)
  // The form is wrong as well, which must not make the look at the code a free one.
  for (let n = 0; n < 60; n++) expect((await join(wrong, { name: 'Sly', email: 'not an e-mail', password: PASSWORD })).status).toBe(400)
  const blind = await join(good[30]!, { name: 'Sly', email: 'not an e-mail', password: PASSWORD })
  expect(blind.text).not.toContain(title)
  const stopped = await join(good[30]!, { name: 'Sly', email: 'sly@x.test', password: PASSWORD })
  expect(stopped.status).toBe(429)
  expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(0)
  expect(stopped.text).not.toContain(title)
  expect((await redeem({ code: good[30]! })).status).toBe(429)
  expect((await server.ask(server.host(pair.a.slug), urls.school.redeem(good[30]))).text).not.toContain(title)
})

test('and a student who is signed in at the same address still redeems theirs', async () => {
  expect((await redeem({ code: good[31]! }, pair.a.strangerCookie)).status).toBe(302)
})
