import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { FakeConsul } from '#tests/fakes/consul/server.ts'
import { aStudent, type SignedIn } from '#tests/setup/film.ts'
import { aSchool, openSchools } from '#tests/setup/kit.ts'
import { hasLitefs, TestCluster } from '#tests/setup/litefs.ts'
import { until } from '#tests/setup/server.ts'

// What becomes of writes when the primary goes. The one exception to “no skipped test”: it needs Go and FUSE.

const WRITERS = 4

if (!hasLitefs) console.log('not run: LiteFS is not on this machine (it needs Go to be built, and FUSE)')

describe.runIf(hasLitefs)('a primary that is killed under load', () => {
  let consul: FakeConsul
  let cluster: TestCluster
  let tenant: Tenant
  const students: SignedIn[] = []

  beforeAll(async () => {
    consul = await FakeConsul.start()
    cluster = await TestCluster.start(3, { consul: consul.url })
    const onPrimary: Schools = openSchools(cluster.primary.server.dataDir, cluster.port, cluster.primary.env)
    tenant = (await aSchool(onPrimary, 'madder')).tenant
    for (let nth = 0; nth < WRITERS; nth++) students.push(await aStudent(tenant, `student${nth}`))
    onPrimary.close()
    await cluster.caughtUp()
  })
  afterAll(async () => {
    await cluster.remove()
    await consul.close()
  })

  test('another takes over by itself; until then writes are refused with a time to come back, and what it took stays', async () => {
    const host = cluster.host('madder')
    const saved = students.map(() => 0)
    const refused = new Map<string, number>()
    let isOver = false
    /** Saves one name after another through a machine that stays, and notes which were acknowledged. */
    async function write(nth: number): Promise<void> {
      for (let count = 1; !isOver; count++) {
        const form = { name: `Ines the ${count}th` }
        const answer = await cluster.ask(1 + (nth % 2), host, `${urls.school.account()}?index`, {
          form,
          cookie: students[nth]?.cookie ?? '',
        })
        if (answer.status === 200) saved[nth] = count
        else {
          const what = `${answer.status} by ${answer.by === 'proxy' ? 'proxy' : 'machine'}, retry-after ${answer.headers['retry-after'] ?? 'none'}`
          refused.set(what, (refused.get(what) ?? 0) + 1)
        }
      }
    }
    const writing = students.map((_, nth) => write(nth))
    await until('all write', () => saved.every((count) => count > 20))

    const before = [...saved]
    const killedAt = performance.now()
    await cluster.kill(0)
    const acknowledged = saved.map((count, nth) => Math.max(count, before[nth] ?? 0))
    // What is there of each when the next primary has it in hand, before anything new is written.
    const heir = await until('another is primary', () =>
      cluster.machines.slice(1).find(({ server }) => server.logged({ msg: 'role in the cluster', role: 'primary' }).length > 0),
    )
    const tookOver = performance.now() - killedAt
    await until('all write again', () => saved.every((count, nth) => count > (acknowledged[nth] ?? 0) + 5))
    const pause = performance.now() - killedAt
    isOver = true
    await Promise.all(writing)

    await until('both that are left have the same', async () => {
      for (const [nth, { cookie }] of students.entries()) {
        for (const at of [1, 2]) {
          const { text } = await cluster.ask(at, host, urls.school.account(), { cookie })
          if (!text.includes(`Ines the ${saved[nth]}th`)) return false
        }
      }
      return true
    })
    console.log(
      `${heir.name} was primary ${Math.round(tookOver)} ms after the kill, and all wrote again after ${Math.round(pause)} ms; refused meanwhile: ` +
        [...refused].map(([what, times]) => `${times} × ${what}`).join('; '),
    )
    for (const what of refused.keys()) expect(what).toMatch(/^50[23] by (proxy, retry-after none|machine, retry-after [12])$/)
  })
})
