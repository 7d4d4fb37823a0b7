import { urls } from '#app/urls.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { type BuiltRoute, dataPathOf, isPublic, pathOf } from '#tests/isolation/kit/routes.ts'
import { MASTER, type SharedRows, type Twin, tokenOf, visitorHash } from '#tests/isolation/kit/twins.ts'
import { oneOf } from '#tests/setup/random.ts'
import type { TestServer } from '#tests/setup/server.ts'

// What the holder of one school's things may try at the other, and what somebody with nothing at all would be told there.

export interface Request {
  readonly host: string
  readonly path: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Probe {
  readonly what: string
  readonly ask: Request
  /** The same by somebody whose cookie, token or slug is invented: the answer must be the same. */
  readonly honest: Request
  /** Stands in every text of the school whose things are carried, and must not be in the answer. */
  readonly canary: string
}

export interface Ground {
  readonly server: TestServer
  readonly rows: SharedRows
  readonly routes: readonly BuiltRoute[]
  readonly sides: readonly [Twin, Twin]
}

const HOUR = 3_600_000
const INVENTED = 'Iv'.repeat(21).concat('I')
const NOBODY = 'nobodys-school'
const FORM = { intent: 'save', title: 'Written by a stranger', name: 'Written by a stranger', count: '1', label: 'x' }

type Variant = 'page' | 'data' | 'only' | 'post' | 'post data'

/** One random thing of a school, tried at the other or at the platform. */
export function probe(ground: Ground, chance: () => number): Probe {
  const [first, second] = ground.sides
  const [from, to] = chance() < 0.5 ? [first, second] : [second, first]
  const make = oneOf(chance, TRIES)
  const made = make({ ...ground, from, to, chance })
  return chance() < 0.1 ? misdirected(made, ground.server.host(from.slug)) : made
}

interface Try extends Ground {
  /** Whose things are carried, and where to. */
  readonly from: Twin
  readonly to: Twin
  readonly chance: () => number
}

/** Named first, a try is as likely as its share of the list. */
const TRIES: readonly ((to: Try) => Probe)[] = [
  cookieAtSchool,
  cookieAtSchool,
  cookieAtSchool,
  staffAtDashboard,
  staffAtDashboard,
  cookieAtPlatform,
  linkAtSchool,
  linkAtSchool,
  linkAtPlatform,
  partLink,
  heartbeat,
  code,
  brokerToken,
]

/** A's sessions, under their own name, under another's, and together, on B's pages and actions. */
function cookieAtSchool({ server, routes, rows, from, to, chance }: Try): Probe {
  const { carried, invented } = cookies(from, chance)
  const route = oneOf(
    chance,
    routes.filter(({ section }) => section === 'school'),
  )
  const request = visit(server.host(to.slug), route, pathOf(route, to, rows), variantFor(route, chance))
  return {
    what: `${carried.what} of ${from.word} at ${request.method} ${request.path} of ${to.word}`,
    ask: withCookie(request, carried.cookie),
    honest: withCookie(request, invented),
    canary: from.word,
  }
}

/** A's staff in the rooms of B: they learn what they would of a school that does not exist. */
function staffAtDashboard({ server, routes, rows, from, to, chance }: Try): Probe {
  const route = oneOf(
    chance,
    routes.filter(({ section, pattern }) => section === 'platform' && pattern.includes(':school')),
  )
  const variant = variantFor(route, chance)
  const request = visit(server.platform, route, pathOf(route, to, rows), variant)
  const nowhere = visit(server.platform, route, pathOf(route, { ...to, slug: NOBODY }, rows), variant)
  return {
    what: `staff of ${from.word} at ${request.method} ${request.path}`,
    ask: withCookie(request, from.staffCookie),
    honest: withCookie(nowhere, from.staffCookie),
    canary: to.word,
  }
}

function cookieAtPlatform({ server, routes, rows, from, to, chance }: Try): Probe {
  const route = oneOf(
    chance,
    routes.filter(({ section }) => section === 'platform'),
  )
  const request = visit(server.platform, route, pathOf(route, to, rows), variantFor(route, chance))
  const token = tokenOf(oneOf(chance, [from.studentCookie, from.strangerCookie]))
  return {
    what: `a student’s token of ${from.word} as staff at ${request.method} ${request.path}`,
    ask: withCookie(request, `lectern-staff=${token}`),
    honest: withCookie(request, `lectern-staff=${INVENTED}`),
    canary: from.word,
  }
}

function linkAtSchool({ server, rows, from, to, chance }: Try): Probe {
  const token = linkOf(from, rows, chance)
  const cookie = oneOf(chance, [to.studentCookie, from.studentCookie, `lectern-visitor=${from.visitor}`, to.strangerCookie, ''])
  const at = (link: string) => withCookie(get(server.host(to.slug), urls.school.media(link, MASTER)), cookie)
  return {
    what: `a link of ${from.word} at ${to.word}, with ${cookie.split('=')[0] || 'no cookie'}`,
    ask: at(token),
    honest: at(forged(token)),
    canary: `${from.word}-object`,
  }
}

function linkAtPlatform({ server, rows, from, to, chance }: Try): Probe {
  const token = linkOf(from, rows, chance)
  const cookie = oneOf(chance, [from.staffCookie, to.staffCookie, ''])
  const at = (link: string) => withCookie(get(server.platform, urls.dashboard.media(to.tenant.id, link, MASTER)), cookie)
  return {
    what: `a link of ${from.word} under ${to.word} on the platform`,
    ask: at(token),
    honest: at(forged(token)),
    canary: '-object',
  }
}

function partLink({ server, from, to, chance }: Try): Probe {
  const sealed = from.tenant.seal('upload-part', { u: `upload_${from.word}`, number: 1, size: 1, sha256: 'x', e: Date.now() + HOUR })
  const cookie = oneOf(chance, [from.staffCookie, to.staffCookie, ''])
  const put = (link: string): Request => ({
    ...{ host: server.platform, path: urls.uploadPart(to.tenant.id, link), method: 'PUT', body: 'x' },
    headers: { Origin: server.origin(server.platform), Cookie: cookie },
  })
  return {
    what: `a part’s link of ${from.word} under ${to.word}`,
    ask: put(sealed),
    honest: put(forged(sealed)),
    canary: from.word,
  }
}

function brokerToken({ server, rows, from, to }: Try): Probe {
  const token = from.tenant.seal('broker', { a: rows.picture, n: `${rows.job}-1`, e: Date.now() + HOUR })
  const at = (sealed: string) => get(`127.0.0.1:${server.port}`, `/broker/${to.tenant.id}/${sealed}/source`)
  return { what: `a worker’s token of ${from.word} under ${to.word}`, ask: at(token), honest: at(forged(token)), canary: from.word }
}

function heartbeat({ server, rows, from, to, chance }: Try): Probe {
  const host = server.host(to.slug)
  const body = JSON.stringify({
    lessonId: rows.lesson.id,
    player: rows.player,
    reports: [{ seq: 1 + Math.floor(chance() * 9), covered: [[0, 9]], position: 9 }],
  })
  const headers = { Origin: server.origin(host), 'Content-Type': 'application/json' }
  const request: Request = { host, path: urls.school.heartbeats(), method: 'POST', body, headers }
  const { carried, invented } = cookies(from, chance)
  return {
    what: `a heartbeat at ${to.word} with ${carried.what} of ${from.word}`,
    ask: withCookie(request, carried.cookie),
    honest: withCookie(request, invented),
    canary: from.word,
  }
}

/** A code says by itself that it is of another school; who types it makes no difference. */
function code({ server, from, to, chance }: Try): Probe {
  const host = server.host(to.slug)
  const request = post(host, urls.school.redeem(), { code: oneOf(chance, from.codes), intent: 'code' })
  return {
    what: `a code of ${from.word} at ${to.word}`,
    ask: withCookie(request, from.studentCookie),
    honest: withCookie(request, `lectern-student=${INVENTED}`),
    canary: from.word,
  }
}

/** The same, sent by somebody who says that it was meant for the school whose things they carry. */
function misdirected(made: Probe, host: string): Probe {
  const headers = { 'X-Forwarded-Host': host, 'X-Original-Host': host, Forwarded: `host=${host}` }
  return { ...made, what: `${made.what}, forwarded for ${host}`, ask: { ...made.ask, headers: { ...made.ask.headers, ...headers } } }
}

/** With nobody's cookie of the same name beside it. A visitor's says nothing of who one is, and is nobody's. */
function cookies(from: Twin, chance: () => number): { carried: { what: string; cookie: string }; invented: string } {
  const token = tokenOf(oneOf(chance, [from.studentCookie, from.strangerCookie, from.staffCookie]))
  const name = oneOf(chance, ['lectern-student', 'lectern-staff', 'lectern-visitor', 'all'])
  const under = (value: string) =>
    name === 'all' ? `lectern-student=${value}; lectern-staff=${value}; lectern-visitor=${value}` : `${name}=${value}`
  return { carried: { what: `a session in ${name}`, cookie: under(token) }, invented: under(INVENTED) }
}

function linkOf(twin: Twin, rows: SharedRows, chance: () => number): string {
  const shown = { a: rows.film, c: rows.course.slug }
  return oneOf(chance, [
    () => mediaToken(twin.tenant, { ...shown, l: rows.lesson.id, s: rows.student.id, as: 'student' }),
    () => mediaToken(twin.tenant, { ...shown, l: rows.preview.id, s: visitorHash(twin), as: 'visitor' }),
    () => mediaToken(twin.tenant, { a: rows.film, l: '', c: '', s: twin.owner.id, as: 'staff' }),
    () => twin.tenant.seal('upload-part', { ...shown, l: rows.lesson.id, s: rows.student.id, as: 'student', e: Date.now() + HOUR }),
  ])()
}

/** As somebody makes it up who has seen one: it says nothing, under a signature that is of nothing. */
const forged = (token: string): string => `${Buffer.from('{}').toString('base64url')}.${token.split('.')[1] ?? ''}`

/** Sending to a page that takes what anybody sends would change something, so those are only read. */
function variantFor(route: BuiltRoute, chance: () => number): Variant {
  return oneOf(chance, isPublic(route) ? ['page', 'data', 'only'] : ['page', 'page', 'data', 'only', 'post', 'post data'])
}

function visit(host: string, route: BuiltRoute, path: string, variant: Variant): Request {
  if (variant === 'page') return get(host, path)
  if (variant === 'data') return get(host, dataPathOf(route, path))
  if (variant === 'only') return get(host, dataPathOf(route, path, route.id))
  return post(host, variant === 'post' ? path : dataPathOf(route, path), FORM)
}

const get = (host: string, path: string): Request => ({ host, path, method: 'GET', headers: {} })

const post = (host: string, path: string, form: Record<string, string>): Request => ({
  ...{ host, path, method: 'POST', body: new URLSearchParams(form).toString() },
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: `http://${host}` },
})

const withCookie = (request: Request, cookie: string): Request =>
  cookie ? { ...request, headers: { ...request.headers, Cookie: cookie } } : request
