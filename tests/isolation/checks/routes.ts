import type { Answer, TestServer } from '#tests/setup/server.ts'
import { dump, marksIn } from '../kit/canaries.ts'
import { answersAt, type BuiltRoute, builtRoutes, dataPathOf, isPublic, pathOf } from '../kit/routes.ts'
import { decoded } from '../kit/turbo.ts'
import type { Twins } from '../kit/twins.ts'

const A_FORM = { intent: 'save', title: 'Written by a stranger', name: 'Written by a stranger', count: '1', label: 'x', email: 'x@x.test' }
/** Housekeeping that goes on by itself while the server runs. */
const RESTLESS = ['leases', 'dirty', 'jobs', 'assets', 'content_version', 'events', 'sessions']

/** Routes of one kind of host asked on the other: the page, its data, its action; and what the host tells of its routes. */
export async function wrongHostFindings(server: TestServer, pair: Twins): Promise<string[]> {
  const findings: string[] = []
  const routes = await builtRoutes()
  const { a } = pair
  for (const route of routes) {
    const here = route.section === 'platform' ? 'school' : 'platform'
    const host = here === 'school' ? server.host(a.slug) : server.platform
    const cookie = `${a.staffCookie}; ${a.studentCookie}`
    const path = pathOf(route, a, pair.rows)
    // A route the host does not have is left out of the answer, which may then be an empty 200.
    for (const at of ['/sign-in', path]) {
      const only = await server.ask(host, dataPathOf(route, at, route.id), { cookie })
      const data = only.status === 200 ? dataOf(await decoded(only.body), route.id) : undefined
      if (data != null || marksIn(only.text, a.word).length) findings.push(`${host}: ${at}.data?_routes=${route.id} answered data`)
    }
    if (answersAt(routes, here, path)) continue
    const asked: [string, Promise<Answer>][] = [
      [`GET ${path}`, server.ask(host, path, { cookie })],
      [`GET ${path}.data`, server.ask(host, dataPathOf(route, path), { cookie })],
      [`POST ${path}`, server.ask(host, path, { form: A_FORM, cookie })],
      [`POST ${path}.data`, server.ask(host, dataPathOf(route, path), { form: A_FORM, cookie })],
    ]
    for (const [what, answer] of asked) {
      const { status } = await answer
      if (status !== 404) findings.push(`${host} ${what} answered ${status}, not 404`)
    }
  }
  return [...findings, ...(await manifestFindings(server, pair, routes))]
}

/** Lazy route discovery, and the manifest inside the page. */
async function manifestFindings(server: TestServer, pair: Twins, routes: readonly BuiltRoute[]): Promise<string[]> {
  const findings: string[] = []
  for (const here of ['platform', 'school'] as const) {
    const host = here === 'school' ? server.host(pair.a.slug) : server.platform
    const page = (await server.ask(host, '/sign-in')).text
    const version = /"version":\s*"([0-9a-f]+)"/.exec(page)?.[1]
    if (!version) findings.push(`${host}: the page names no version of the build`)
    const paths = routes.map((route) => `p=${encodeURIComponent(pathOf(route, pair.a, pair.rows))}`).join('&')
    const manifest = await server.ask(host, `/__manifest?${paths}&version=${version}`)
    if (manifest.status !== 200) findings.push(`${host}/__manifest answered ${manifest.status}`)
    for (const route of routes) {
      if (route.section === here) continue
      if (manifest.text.includes(`"${route.id}"`)) findings.push(`${host}/__manifest tells of ${route.id}`)
      if (page.includes(`"${route.id}"`)) findings.push(`the page on ${host} tells of ${route.id}`)
    }
    const own = routes.find((route) => route.section === here && route.pattern.includes(':'))
    if (own && !manifest.text.includes(`"${own.id}"`)) findings.push(`${host}/__manifest does not even tell of ${own.id}`)
  }
  return findings
}

const dataOf = (value: unknown, id: string): unknown => {
  const route = typeof value === 'object' && value !== null ? (value as Record<string, { data?: unknown }>)[id] : undefined
  return route?.data
}

interface Stranger {
  readonly who: string
  readonly cookie?: string
}

/** Who has no business in A's rooms. A token is also shown under the other name, in case only the name were looked at. */
function strangersFor(section: BuiltRoute['section'], { a, b }: Twins): Stranger[] {
  const renamed = (cookie: string, name: string) => `lectern-${name}=${cookie.slice(cookie.indexOf('=') + 1)}`
  if (section === 'platform')
    return [
      { who: 'nobody' },
      { who: 'a student of the school', cookie: `${a.studentCookie}; ${renamed(a.studentCookie, 'staff')}` },
      { who: 'staff of another school', cookie: b.staffCookie },
    ]
  return [
    { who: 'nobody' },
    { who: 'a student of another school', cookie: b.studentCookie },
    { who: 'staff of the school', cookie: `${a.staffCookie}; ${renamed(a.staffCookie, 'student')}` },
    { who: 'staff of another school', cookie: b.staffCookie },
  ]
}

/** What a visitor of the school may read: its site, and the first lesson, which is free. */
const OPEN_TABLES = /^[a-z]+-(school|courses|courseversions|sections|lessons|lessonbodies)-/
const REFUSED = new Set([302, 401, 403, 404, 405])

function isRefusal(answer: Answer, path: string): boolean {
  if (answer.status === 202 && path.includes('.data')) return true
  if (answer.status === 302) return /^\/sign-in(\?|$)/.test(answer.headers.location ?? '')
  return REFUSED.has(answer.status)
}

/** Of the tables that change by themselves: how many files, jobs and sessions there are, and what people have done. */
function censusOf(file: string): Record<string, number> {
  const { assets = [], jobs = [], sessions = [], events = [] } = dump(file, [])
  const byPeople = events.filter((event) => (event as { actor: string }).actor !== 'platform')
  return { assets: assets.length, jobs: jobs.length, sessions: sessions.length, events: byPeople.length }
}

/** Every route as somebody who may not: pages, data (also of one route alone, past its layout) and actions; and nothing is written. */
export async function strangerFindings(server: TestServer, pair: Twins): Promise<string[]> {
  const findings: string[] = []
  const files = [...[pair.a, pair.b].map(({ tenant }) => pair.schools.pool.path(tenant.id)), `${pair.dataDir}/platform.db`]
  const before = files.map((file) => dump(file, RESTLESS))
  const census = files.map(censusOf)
  for (const route of await builtRoutes()) {
    const host = route.section === 'school' ? server.host(pair.a.slug) : server.platform
    const path = pathOf(route, pair.a, pair.rows)
    for (const stranger of strangersFor(route.section, pair)) {
      const cookie = stranger.cookie ? { cookie: stranger.cookie } : {}
      const say = (what: string) => findings.push(`${route.id} as ${stranger.who}: ${what}`)
      for (const asked of [path, dataPathOf(route, path), dataPathOf(route, path, route.id)]) {
        const answer = await server.ask(host, asked, cookie)
        const isOnlyThis = asked.includes('_routes')
        const words = leaked(answer.text, pair, route)
        if (words.length) say(`GET ${asked} (${answer.status}) shows ${words.join(', ')}`)
        if (!isPublic(route) && isOnlyThis && answer.status === 200 && hasPrivateData(await decoded(answer.body), route, stranger, pair))
          say(`GET ${asked} ran its loader and answered data`)
        if (answer.status >= 500) say(`GET ${asked} failed with ${answer.status}`)
      }
      if (isPublic(route)) continue
      for (const asked of [path, dataPathOf(route, path)]) {
        for (const intent of ['save', 'delete']) {
          const answer = await server.ask(host, asked, { form: { ...A_FORM, intent }, ...cookie })
          const own = isOfTheirOwn(route, stranger)
          if (!own && !isRefusal(answer, asked)) say(`POST ${asked} answered ${answer.status}: the form was looked at before the person`)
          if (leaked(answer.text, pair, route).length) say(`POST ${asked} shows what is private`)
          if (answer.status >= 500) say(`POST ${asked} failed with ${answer.status}`)
        }
      }
    }
  }
  const after = files.map((file) => dump(file, RESTLESS))
  for (const [at, file] of files.entries())
    for (const table of Object.keys(before[at] ?? {}))
      if (JSON.stringify(before[at]?.[table]) !== JSON.stringify(after[at]?.[table]))
        findings.push(`${file}: ${table} was written by a stranger`)
  for (const [at, file] of files.entries()) {
    const now = censusOf(file)
    if (JSON.stringify(census[at]) !== JSON.stringify(now))
      findings.push(`${file}: had ${JSON.stringify(census[at])}, has ${JSON.stringify(now)}`)
  }
  return findings
}

/** Routes of the platform that are about the person who is signed in, whoever it is, and not about a school. */
const isOfTheirOwn = (route: BuiltRoute, stranger: Stranger) =>
  route.section === 'platform' && !route.pattern.includes(':school') && stranger.who === 'staff of another school'

function leaked(text: string, { a }: Twins, route: BuiltRoute): string[] {
  const words = marksIn(text, a.word)
  return route.section === 'school' ? words.filter((word) => !OPEN_TABLES.test(word)) : words
}

function hasPrivateData(value: unknown, route: BuiltRoute, stranger: Stranger, pair: Twins): boolean {
  if (dataOf(value, route.id) == null || isOfTheirOwn(route, stranger)) return false
  // A layout of the school's host may answer what the site shows anyway.
  return route.section === 'platform' || leaked(JSON.stringify(value), pair, route).length > 0
}
