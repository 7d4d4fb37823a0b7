import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { codesOf, createBatch } from '#tenants/sales/batches.ts'
import { redeemCodeAsNewStudent } from '#tenants/sales/redeem-code.ts'
import { aPublishedCourse, aSchool, DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { type Answer, TestServer } from '#tests/setup/server.ts'

// As behind the proxy that ends TLS: two registrable domains, and cookies that no other host can set or read.

const PLATFORM = 'lectern.example'
const SCHOOL = 'madder.lectern-schools.example'
const HOSTS = {
  PLATFORM_HOST: PLATFORM,
  TENANT_DOMAIN: 'lectern-schools.example',
  LECTERN_SECRET: 'a key for tests, at least thirty-two long',
  TRUSTED_PROXIES: '1',
}

let server: TestServer
let email: string
beforeAll(async () => {
  server = await TestServer.start({ env: HOSTS })
  const schools = openSchools(server.dataDir)
  const { tenant, owner } = await aSchool(schools, 'madder')
  email = owner.email
  const { course } = await aPublishedCourse(tenant, owner.id)
  const batch = await createBatch(tenant, owner.id, { courseId: course.id, label: 'Cards', count: 1, expiresAt: null })
  const code = tenant.read((db) => codesOf(db, batch.id))[0]?.text ?? ''
  await redeemCodeAsNewStudent(tenant, { name: 'Ines', email: 'ines@school.test', password: PASSWORD }, code, DEVICE)
  schools.close()
})
afterAll(() => server.remove())

const signIn = (host: string, who: string): Promise<Answer> =>
  server.ask(host, '/sign-in', { form: { email: who, password: PASSWORD }, headers: { Origin: `https://${host}` } })

for (const [whose, host, inside] of [
  ['staff', PLATFORM, urls.platform.newSchool()],
  ['students', SCHOOL, urls.school.learn()],
] as const) {
  test(`the session of ${whose} is a host-only cookie over https, and good under no other name`, async () => {
    const answer = await signIn(host, host === PLATFORM ? email : 'ines@school.test')
    expect(answer.status).toBe(302)
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^__Host-lectern-[a-z]+=[A-Za-z0-9_-]{40,};/)
    for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute)
    expect(cookie).not.toMatch(/Domain/i)
    const pair = cookie.split(';')[0] ?? ''
    expect((await server.ask(host, inside, { cookie: pair })).status).toBe(200)
    // A sibling host could set the plain name for the whole domain.
    const unsigned = await server.ask(host, inside, { cookie: pair.replace('__Host-', '') })
    expect(unsigned.status).toBe(302)
    expect(unsigned.headers.location).toContain('/sign-in')
  })
}

test('every kind of answer says that this host is https alone', async () => {
  const asked = [
    [PLATFORM, '/'],
    [PLATFORM, '/no-such-page'],
    [SCHOOL, '/'],
    [SCHOOL, '/redeem'],
    [SCHOOL, '/media/x/master.m3u8'],
    [SCHOOL, '/learn/heartbeats'],
  ] as const
  for (const [host, path] of asked) {
    const { headers } = await server.ask(host, path)
    expect(headers['strict-transport-security'], `${host}${path}`).toMatch(/max-age=\d{8}/)
  }
})

test('a form that comes from another origin, or from this host by plain http, is refused', async () => {
  for (const origin of ['https://evil.example', `http://${PLATFORM}`, `https://${SCHOOL}`, 'null']) {
    const answer = await server.ask(PLATFORM, '/sign-in', { form: { email, password: PASSWORD }, headers: { Origin: origin } })
    expect(answer.status, origin).toBe(403)
    expect(answer.headers['set-cookie'], origin).toBeUndefined()
  }
})
