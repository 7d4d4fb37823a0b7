import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { students } from '#tenants/people/schema.ts'
import { aSchool, openSchools } from '#tests/setup/kit.ts'
import { publishedCourse, studentIn } from '#tests/setup/learn-course.ts'
import { freePort, TestServer, until } from '#tests/setup/server.ts'

const TOKEN = 'a token for the numbers alone'

let server: TestServer
let metricsPort: number
let slug: string
let studentEmail: string
beforeAll(async () => {
  metricsPort = await freePort()
  server = await TestServer.start({ env: { METRICS_PORT: String(metricsPort), METRICS_TOKEN: TOKEN } })
  const schools = openSchools(server.dataDir, server.port)
  const { tenant } = await aSchool(schools, 'weld')
  const course = await publishedCourse(tenant, 2)
  slug = course.slug
  await studentIn(tenant, course)
  studentEmail = tenant.read((db) => db.select().from(students).get())?.email ?? ''
  schools.close()
})
afterAll(() => server.remove())

/** As Prometheus reads them. */
async function numbers(port = metricsPort): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
  expect(answer.status).toBe(200)
  return answer.text()
}

/** The value of one series, by its exact name and labels. */
async function reading(series: string, port = metricsPort): Promise<number> {
  const line = (await numbers(port)).split('\n').find((one) => one.startsWith(`${series} `))
  if (!line) throw new Error(`there is no ${series}`)
  return Number(line.slice(series.length + 1))
}

/** Does something that makes it grow by so much; an answer is counted a moment after it has arrived. */
async function grows(series: string, by: number, act: () => Promise<unknown>): Promise<void> {
  const before = await reading(series)
  await act()
  await until(`${series} has grown`, async () => (await reading(series)) >= before + by)
  expect(await reading(series), series).toBe(before + by)
}

const home = (path = urls.school.home()) => server.ask(server.host('weld'), path)

test('a published page is made once and then answered from memory, and both are counted with their time', async () => {
  const page = () => home(urls.school.course(slug))
  await grows('lectern_published_pages_total{answered="made"}', 1, page)
  const five = async () => {
    for (let n = 0; n < 5; n++) await page()
  }
  await grows('lectern_published_pages_total{answered="hit"}', 5, five)
  await grows('lectern_published_pages_total{answered="made"}', 0, page)
  await grows('lectern_http_requests_total{kind="page",route="page",method="read",status="2xx"}', 5, five)
  await grows('lectern_http_request_duration_seconds_count{kind="page",route="page",method="read"}', 5, five)
})

test('a screen is counted by its route, a refusal as one, and probes and readers of numbers not at all', async () => {
  const screen = () => server.ask(server.platform, urls.platform.signIn())
  const refused = () => server.ask('nobody.test', '/')
  const series = (kind: string, route: string, status: string) =>
    `lectern_http_requests_total{kind="${kind}",route="${route}",method="read",status="${status}"}`
  for (const act of [screen, refused]) await act()
  await until('both are there', async () => {
    const text = await numbers()
    return text.includes('route="platform/sign-in"') && text.includes('route="refused"')
  })
  await grows(series('screen', 'platform/sign-in', '2xx'), 1, screen)
  await grows(series('refused', 'refused', '4xx'), 1, refused)
  const total = async () =>
    [...(await numbers()).matchAll(/^lectern_http_requests_total\{.*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0)
  const before = await total()
  for (const path of ['/healthz', '/readyz']) await server.ask(server.platform, path)
  expect((await server.ask(server.platform, '/metrics', { headers: { Authorization: `Bearer ${TOKEN}` } })).status).toBe(200)
  await grows(series('refused', 'refused', '4xx'), 1, refused)
  expect(await total()).toBe(before + 1)
})

test('a wrong password is counted where passwords are checked', async () => {
  await grows('lectern_sign_ins_total{by="password",outcome="refused"}', 1, () =>
    server.ask(server.host('weld'), urls.school.signIn(), { form: { email: 'ines@mail.test', password: 'not hers at all' } }),
  )
})

test('a letter that leaves is counted as a job that is done, with its time, and as a letter', async () => {
  const done = 'lectern_job_attempts_total{kind="mail.send",outcome="done"}'
  const [jobs, letters, timed] = [
    await reading(done),
    await reading('lectern_letters_total{outcome="sent"}'),
    await reading('lectern_job_attempt_seconds_count{kind="mail.send"}'),
  ]
  await server.ask(server.host('weld'), urls.school.signIn(), { form: { email: studentEmail, intent: 'link' } })
  await until('the letter is counted', async () => (await reading(done)) === jobs + 1)
  expect(await reading('lectern_letters_total{outcome="sent"}')).toBe(letters + 1)
  expect(await reading('lectern_job_attempt_seconds_count{kind="mail.send"}')).toBe(timed + 1)
  await until('nothing waits', async () => (await reading('lectern_jobs_oldest_seconds{kind="mail.send"}')) === 0)
})

test('reading the numbers opens no school', async () => {
  const port = await freePort()
  // With room for one: whoever looks into both opens one anew each time.
  const small = await TestServer.start({ env: { METRICS_PORT: String(port), POOL_SIZE: '1' } })
  onTestFinished(() => small.remove())
  const schools = openSchools(small.dataDir, small.port)
  for (const name of ['weld', 'madder']) await aSchool(schools, name)
  schools.close()
  await until('no school has jobs due', async () => (await reading('lectern_schools{standing="jobs_due"}', port)) === 0)
  expect(await reading('lectern_schools{standing="all"}', port)).toBe(2)
  const opened = 'lectern_pool_events_total{event="opened"}'
  const before = await reading(opened, port)
  for (let n = 0; n < 5; n++) await numbers(port)
  expect(await reading(opened, port)).toBe(before)
  for (const name of ['weld', 'madder', 'weld']) await small.ask(small.host(name), urls.school.course('none'))
  expect(await reading(opened, port)).toBeGreaterThan(before)
})

test('the port of the numbers answers nothing else, and without either setting there are none', async () => {
  for (const path of ['/', '/healthz', '/metrics/x', '/metrics?x'])
    expect((await fetch(`http://127.0.0.1:${metricsPort}${path}`)).status, path).toBe(404)
  expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { method: 'POST' })).status).toBe(404)
  const plain = await TestServer.start()
  onTestFinished(() => plain.remove())
  const answer = await plain.ask(plain.platform, '/metrics', { headers: { Authorization: `Bearer ${TOKEN}` } })
  expect(answer.status).toBe(404)
})

test('a server whose numbers would be at its public port does not start', async () => {
  const port = await freePort()
  await expect(TestServer.start({ port, env: { METRICS_PORT: String(port) } })).rejects.toThrow(/METRICS_PORT is PORT/)
})
