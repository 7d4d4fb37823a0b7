import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createDatabase } from '#tenants/database/connection.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { people } from '#tenants/registry/schema.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { aPublishedCourse, aSchool } from '#tests/setup/kit.ts'
import { random } from '#tests/setup/random.ts'
import { residentMb } from './process-facts.ts'
import { BenchFailed, type Finding, rounded, say } from './report.ts'
import { inTurn, median } from './rounds.ts'
import { type Shipped, startShipped } from './shipped-server.ts'
import { needWrk, wrk } from './wrk.ts'

const SCHOOLS = 2_000
/** As many as one person may own. */
const OF_ONE_OWNER = 20
const ROUNDS = 7
const SECONDS = 3
/** Requests in a list of hosts before it begins anew. */
const DRAWS = 50_000
const OPENED = 400
const MAX = { rss: 400, createMs: 50, openMs: 5 }
const COURSES = ['Dyeing with madder', 'Weld and indigo', 'Warp and weft']

/**
 * Published homes of two thousand schools, asked as often as their rank says (Zipf, exponent 1), ÷ the home of one of them,
 * requests a second at fifty connections with the pool's shipped cap.
 */
export async function tenants(): Promise<Finding> {
  await needWrk()
  const shipped = await startShipped()
  try {
    const slugs = Array.from({ length: SCHOOLS }, (_, n) => `school-${n}`)
    const createMs = await seed(shipped, slugs)
    const openMs = opened(shipped, slugs)
    await mustBeThemselves(shipped, slugs)

    const chance = random(20_261_121)
    const hosts = slugs.map((slug) => shipped.host(slug))
    const lists = {
      one: await listed(shipped, 'one', [hosts[0] ?? '']),
      zipf: await listed(shipped, 'zipf', zipf(hosts, chance)),
      uniform: await listed(
        shipped,
        'uniform',
        Array.from({ length: DRAWS }, () => hosts[Math.floor(chance() * SCHOOLS)] ?? ''),
      ),
    }
    const { server } = shipped
    const load = (of: keyof typeof lists, seconds = SECONDS) =>
      wrk({ server, path: '/', seconds, headers: { 'Accept-Encoding': 'br' }, hosts: lists[of] })
    const firstMs = await visitEach(shipped, hosts)
    await load('one', 3)
    await load('zipf', 10)
    const rounds = await inTurn(
      ROUNDS,
      () => load('zipf'),
      () => load('one'),
    )
    const uniform = await load('uniform', 10)
    const rss = residentMb(server.pid)
    await mustBeThemselves(shipped, slugs)

    const ratios = rounds.map((round) => round.ours.perSecond / round.reference.perSecond)
    const one = median(rounds.map((round) => round.reference.perSecond))
    say(`tenants: ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')}`)
    const misses = [
      ...(rss > MAX.rss ? [`${rss} MB are resident after the load, more than ${MAX.rss}`] : []),
      ...(createMs > MAX.createMs ? [`a school takes ${createMs} ms to make, more than ${MAX.createMs}`] : []),
      ...(openMs > MAX.openMs ? [`a school takes ${openMs} ms to open, more than ${MAX.openMs}`] : []),
    ]
    return {
      bench: 'tenants',
      figure: rounded(median(ratios)),
      better: 'higher',
      bar: 0.8,
      schools: SCHOOLS,
      per_second: Math.round(median(rounds.map((round) => round.ours.perSecond))),
      one_school_per_second: Math.round(one),
      p95_ms: rounded(median(rounds.map((round) => round.ours.p95)), 2),
      uniform_ratio: rounded(uniform.perSecond / one),
      uniform_per_second: Math.round(uniform.perSecond),
      uniform_p95_ms: rounded(uniform.p95, 2),
      rss_mb: rss,
      create_ms: createMs,
      open_ms: openMs,
      first_visit_ms: firstMs,
      ratios: ratios.map((ratio) => rounded(ratio)),
      misses,
    }
  } finally {
    await shipped.stop()
  }
}

/** Each is made by the product's own verb, which is timed; then it gets the contents of a school with courses, and its own name. */
async function seed({ schools }: Shipped, slugs: readonly string[]): Promise<number> {
  const { tenant, owner } = await aSchool(schools, 'template')
  for (const title of COURSES) await aPublishedCourse(tenant, owner.id, { title })
  const template = schools.pool.path(tenant.id)
  schools.pool.evict(tenant.id)
  const times: number[] = []
  for (const [n, slug] of slugs.entries()) {
    const ownerId = await ownerOf(schools, Math.floor(n / OF_ONE_OWNER))
    const begun = performance.now()
    const { id } = await createSchool(schools, { name: nameOf(slug), slug, owner: { id: ownerId, name: 'Olive' } })
    times.push(performance.now() - begun)
    schools.pool.evict(id)
    await copyFile(template, schools.pool.path(id))
    const db = createDatabase(schools.pool.path(id))
    db.$client.prepare('UPDATE school SET name = ?').run(nameOf(slug))
    db.$client.close()
  }
  return rounded(median(times), 2)
}

const nameOf = (slug: string) => `Home of ${slug}.`

async function ownerOf({ registry }: Shipped['schools'], n: number): Promise<string> {
  const id = `person_bench${n}`
  await registry.transact((tx) =>
    tx
      .insert(people)
      .values({ id, email: `owner-${n}@school.test`, name: 'Olive', passwordHash: 'none', createdAt: n })
      .onConflictDoNothing()
      .run(),
  )
  return id
}

/** Milliseconds until a school that was closed has answered its first question; of the middle one. */
function opened({ schools }: Shipped, slugs: readonly string[]): number {
  const times: number[] = []
  for (const slug of slugs.slice(0, OPENED)) {
    const { id } = schools.registry.bySlug(slug) ?? {}
    if (id === undefined) throw new BenchFailed(`${slug} is gone`)
    const tenant = schools.openById(id)
    schools.pool.evict(id)
    const begun = performance.now()
    tenant.read(schoolFace)
    times.push(performance.now() - begun)
  }
  schools.pool.close()
  return rounded(median(times), 3)
}

/** Each school's page is prepared at its first visit; what that takes is a field of its own. Milliseconds, of the middle one. */
async function visitEach({ server }: Shipped, hosts: readonly string[]): Promise<number> {
  const times: number[] = []
  for (const host of hosts) {
    const begun = performance.now()
    await server.page('/', { Host: host, 'Accept-Encoding': 'br' })
    times.push(performance.now() - begun)
  }
  return rounded(median(times), 2)
}

/** A fast answer that is another school's is none. */
async function mustBeThemselves({ server, host }: Shipped, slugs: readonly string[]): Promise<void> {
  for (const slug of slugs.filter((_, n) => n % 97 === 0)) {
    const { body } = await server.page('/', { Host: host(slug) })
    if (!body.toString().includes(nameOf(slug))) throw new BenchFailed(`${slug} answered another school’s home`)
  }
}

async function listed({ schools }: Shipped, name: string, hosts: readonly string[]): Promise<string> {
  const file = join(schools.env.dataDir, `hosts-${name}`)
  await writeFile(file, `${hosts.join('\n')}\n`)
  return file
}

function zipf(hosts: readonly string[], chance: () => number): string[] {
  const sums: number[] = []
  for (let rank = 1; rank <= hosts.length; rank++) sums.push((sums.at(-1) ?? 0) + 1 / rank)
  const total = sums.at(-1) ?? 1
  return Array.from({ length: DRAWS }, () => {
    const wanted = chance() * total
    return hosts[sums.findIndex((sum) => sum >= wanted)] ?? ''
  })
}
