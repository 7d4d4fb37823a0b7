import { urls } from '#app/urls.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { MASTER, type Twins, tokenOf } from '../kit/twins.ts'

export const METRICS_TOKEN = 'a token for the numbers alone'

/** Who may read the numbers, as Prometheus does. */
export const numbers = async (server: TestServer): Promise<string> => {
  const answer = await server.ask(server.platform, '/metrics', { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } })
  if (answer.status !== 200) throw new Error(`the numbers answered ${answer.status}`)
  return answer.text
}

/** Names with their labels. What Node has open at the moment is its own affair. */
const seriesIn = (text: string) => text.split('\n').flatMap((line) => /^(?!nodejs_)[a-z][^ ]*/.exec(line)?.[0] ?? [])

/** What visitors choose: paths, hosts, methods, names, addresses. Two schools are used, and strangers try things. */
async function visitBoth(server: TestServer, pair: Twins, tries: number): Promise<void> {
  const { rows } = pair
  for (const twin of [pair.a, pair.b]) {
    const host = server.host(twin.slug)
    const { school, dashboard } = urls
    for (const path of [school.home(), school.course(rows.course.slug), school.media('no-token', MASTER), `/pictures/${rows.picture}`])
      await server.ask(host, path, { cookie: twin.studentCookie })
    await server.ask(host, school.lesson(rows.course.slug, rows.lesson.id), { cookie: twin.studentCookie })
    await server.ask(host, school.redeem(twin.codes[0]))
    await server.ask(host, school.signIn(), { form: { email: `${twin.word}@mail.test`, password: `${twin.word} ${twin.word}` } })
    await server.ask(server.platform, dashboard.course(twin.slug, rows.course.id), { cookie: twin.staffCookie })
    await server.ask(server.platform, `/uploads/${twin.tenant.id}/${twin.word}`, { method: 'PUT', body: 'x', cookie: twin.staffCookie })
    for (let n = 0; n < tries; n++) {
      await server.ask(host, `/${twin.word}-${n}/${n}`)
      await server.ask(host, `/media/${twin.word}-${n}`, { method: n % 2 ? 'PUT' : 'DELETE' })
      await server.ask(`${twin.word}-${n}.localhost`, `/${twin.word}`)
      await server.ask(host, `/learn/${twin.word}-${n}`, { headers: { 'User-Agent': `${twin.word}-${n}` } })
      await server.ask(host, `/${n}`, { method: 'PROPFIND' })
    }
  }
}

/** Nothing of a school, and nothing a visitor made up, is in the numbers; and what visitors make up does not make them more. */
export async function metricsFindings(server: TestServer, pair: Twins): Promise<string[]> {
  const { a, b, rows } = pair
  await visitBoth(server, pair, 2)
  const before = new Set(seriesIn(await numbers(server)))
  await visitBoth(server, pair, 12)
  const text = await numbers(server)
  const more = seriesIn(text).filter((series) => !before.has(series))
  const never: Record<string, string> = {
    ...{ 'a school’s id': a.tenant.id, 'another school’s id': b.tenant.id, 'a word of A': a.word, 'a word of B': b.word },
    ...{
      'a slug': `"${a.slug}`,
      'a host': `${a.slug}.localhost`,
      'another host': `${b.slug}.localhost`,
      'the platform’s host': server.platform,
    },
    ...{
      'an e-mail': '@',
      'a course': rows.course.slug,
      'a lesson': rows.lesson.id,
      'a student': rows.student.id,
      'an address': '127.0.0.1',
    },
    ...{ 'a cookie': tokenOf(a.studentCookie), 'a code': a.codes[0] ?? '' },
  }
  const leaks = Object.entries(never).flatMap(([what, secret]) => {
    const line = text.split('\n').find((one) => one.includes(secret))
    return line ? [`${what} is in the numbers: ${line}`] : []
  })
  return [...leaks, ...more.map((series) => `what visitors made up made a series more: ${series}`)]
}
