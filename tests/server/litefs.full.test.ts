import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import type { Person } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { school } from '#tenants/site/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aStudent, type SignedIn } from '#tests/setup/film.ts'
import { anOwner, aSchool, openSchools } from '#tests/setup/kit.ts'
import { type Followed, hasLitefs, TestCluster } from '#tests/setup/litefs.ts'
import { type Ask, cookieOf, until } from '#tests/setup/server.ts'

// The production server on several machines, below the real LiteFS. The one exception to “no skipped test”: it needs Go and FUSE.

const SCHOOLS = 50
const WRITES = 1_000
/** The first is the primary. */
const MACHINES = 3

if (!hasLitefs) console.log('not run: LiteFS is not on this machine (it needs Go to be built, and FUSE)')

describe.runIf(hasLitefs)('three machines', () => {
  let cluster: TestCluster
  let onPrimary: Schools
  let owner: Person
  const people: { readonly tenant: Tenant; readonly student: SignedIn }[] = []

  beforeAll(async () => {
    cluster = await TestCluster.start(MACHINES)
    const { server } = cluster.primary
    onPrimary = openSchools(server.dataDir, cluster.port, cluster.primary.env)
    for (let nth = 0; nth < SCHOOLS; nth++) {
      // A person has twenty at most.
      if (nth % 20 === 0) owner = await anOwner(onPrimary, `owner${nth}@school.test`)
      const { tenant } = await aSchool(onPrimary, `school-${nth}`, owner)
      people.push({ tenant, student: await aStudent(tenant, `student${nth}`) })
    }
    await cluster.caughtUp()
  })
  afterAll(async () => {
    onPrimary.close()
    await cluster.remove()
  })

  /** A browser: it keeps the cookies it is given. */
  function browser(tenant: Tenant, cookie: string) {
    let jar = cookie
    return async (machine: number, path: string, ask: Ask = {}): Promise<Followed> => {
      const answer = await cluster.ask(machine, cluster.host(tenant.slug), path, { ...ask, cookie: jar })
      const set = cookieOf(answer)
      if (set) jar = `${cookie}; ${set}`
      return answer
    }
  }

  test('what somebody writes on one replica they read at once on any other', async () => {
    const browsers = people.map(({ tenant, student }) => browser(tenant, student.cookie))
    const waits: number[] = []
    let stale = 0
    let elsewhere = 0
    for (let nth = 0; nth < WRITES; nth++) {
      const ask = browsers[nth % SCHOOLS]
      const name = `Ines the ${nth}th`
      const writes = 1 + (nth % 2)
      const reads = 1 + ((nth >> 1) % 2)
      const saved = await ask?.(writes, `${urls.school.account()}?index`, { form: { name } })
      expect(saved).toMatchObject({ status: 200, by: 'machine0' })
      const begun = performance.now()
      const shown = await ask?.(reads, urls.school.account())
      waits.push(performance.now() - begun)
      if (!shown?.text.includes(name)) stale++
      if (shown?.by !== `machine${reads}`) elsewhere++
    }
    waits.sort((a, b) => a - b)
    console.log(
      `${WRITES} writes over ${SCHOOLS} schools: ${stale} stale reads, ${elsewhere} answered by the primary instead; ` +
        `a read took ${at(waits, 0.5)} ms in the middle, ${at(waits, 0.99)} ms at most in 99 of 100`,
    )
    expect(stale).toBe(0)
    // Otherwise the replicas would only hand everything on.
    expect(elsewhere).toBeLessThan(WRITES / 20)
  })

  test('who has written is never shown what was before: a replica that is behind waits, and then sends them on', async () => {
    const [{ tenant, student } = fail()] = people
    const ask = browser(tenant, student.cookie)
    const { line } = cluster.machines[1] ?? fail()
    const path = `${urls.school.account()}?index`
    line.hold()
    try {
      expect((await ask(1, path, { form: { name: 'Behind for long' } })).status).toBe(200)
      const late = await ask(1, urls.school.account())
      expect(late).toMatchObject({ status: 200, by: 'machine0' })
      expect(late.text).toContain('Behind for long')
      // Nobody else has to wait for it.
      expect(await cluster.ask(1, cluster.host(tenant.slug), '/')).toMatchObject({ status: 200, by: 'machine1' })
      expect(await ask(2, urls.school.account())).toMatchObject({ status: 200, by: 'machine2' })
      const waiting = ask(1, urls.school.account())
      line.release()
      const caughtUp = await waiting
      expect(caughtUp.text).toContain('Behind for long')
      await cluster.caughtUp()
      expect((await ask(1, urls.school.account())).by).toBe('machine1')
    } finally {
      line.release()
    }
  })

  test('a school that is made is on every machine, and gone from each when it is destroyed', async () => {
    const { tenant } = await aSchool(onPrimary, 'short-lived', owner)
    const host = cluster.host('short-lived')
    const statuses = async () => Promise.all(cluster.machines.map(async (_, nth) => (await cluster.ask(nth, host, '/')).status))
    await until('it is everywhere', async () => (await statuses()).every((status) => status === 200))
    await destroySchool(onPrimary, tenant.id)
    await until('it is nowhere', async () => (await statuses()).every((status) => status === 404))
    await until('its file is nowhere', () => cluster.machines.every(({ mount }) => !existsSync(join(mount, tenant.file))))
  })

  test('a published page is old on no machine once its commit has arrived', async () => {
    const [{ tenant } = fail()] = people
    const host = cluster.host(tenant.slug)
    for (let nth = 0; nth < 20; nth++) {
      const name = `Weld and Madder ${nth}`
      await tenant.transact((tx) => tx.update(school).set({ name }).run().changes)
      await until('every machine shows it', async () =>
        (await Promise.all(cluster.machines.map((_, at) => cluster.ask(at, host, '/')))).every(
          ({ text, by }, at) => by === `machine${at}` && text.includes(name),
        ),
      )
    }
  })

  test('no replica has written, and none has tried to', () => {
    for (const { server, name } of cluster.machines.slice(1)) {
      expect(server.output, name).not.toMatch(/SQLITE_(IOERR|READONLY)|"level":"(error|fatal)"/)
      expect(server.logged({ leads: true }), name).toEqual([])
    }
  })
})

const fail = (): never => {
  throw new Error('it was not made')
}
const at = (sorted: readonly number[], share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1)
