import { eq } from 'drizzle-orm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { events } from '#tenants/events/schema.ts'
import { FakeConsul } from '#tests/fakes/consul/server.ts'
import { aStudent, type SignedIn } from '#tests/setup/film.ts'
import { aSchool, openSchools } from '#tests/setup/kit.ts'
import { hasLitefs, type Machine, TestCluster } from '#tests/setup/litefs.ts'
import { until } from '#tests/setup/server.ts'

// What becomes of writes when the primary goes. The one exception to “no skipped test”: it needs Go and FUSE.

const WRITERS = 4

if (!hasLitefs) console.log('not run: LiteFS is not on this machine (it needs Go to be built, and FUSE)')

/** Machines that take over from each other, with a school and its students. */
async function aStage(machines: number) {
  const consul = await FakeConsul.start()
  const cluster = await TestCluster.start(machines, { consul: consul.url })
  onTestFinished(async () => {
    await cluster.remove()
    await consul.close()
  })
  const schools = openSchools(cluster.primary.server.dataDir, cluster.port, cluster.primary.env)
  const { tenant } = await aSchool(schools, 'madder')
  const students: SignedIn[] = []
  for (let nth = 0; nth < WRITERS; nth++) students.push(await aStudent(tenant, `student${nth}`))
  schools.close()
  await cluster.caughtUp()
  const host = cluster.host('madder')
  return {
    cluster,
    students,
    save: (machine: number, name: string, { cookie }: SignedIn) =>
      cluster.ask(machine, host, `${urls.school.account()}?index`, { form: { name }, cookie }),
    shown: async (machine: number, { cookie }: SignedIn) => (await cluster.ask(machine, host, urls.school.account(), { cookie })).text,
    /** How often each student's name was saved, as a machine has it. */
    savesOn({ server, env }: Machine): Map<string, number> {
      const there = openSchools(server.dataDir, cluster.port, env)
      try {
        const rows = there.openById(tenant.id).read((db) => db.select().from(events).where(eq(events.type, 'student.changed')).all())
        return rows.reduce((counts, { subject }) => counts.set(subject, (counts.get(subject) ?? 0) + 1), new Map<string, number>())
      } finally {
        there.close()
      }
    },
  }
}

const becamePrimary = ({ server }: Machine) => server.logged({ msg: 'role in the cluster', role: 'primary' }).length > 0

describe.runIf(hasLitefs)('a primary', () => {
  test('that is killed under load is followed by another; until then writes are refused with a time to come back', async () => {
    const { cluster, students, save, shown, savesOn } = await aStage(3)
    const saved = students.map(() => 0)
    const acknowledged = students.map(() => 0)
    const refused = new Map<string, number>()
    let isOver = false
    /** Saves one name after another through a machine that stays. */
    async function write(student: SignedIn, nth: number): Promise<void> {
      for (let count = 1; !isOver; count++) {
        const answer = await save(1 + (nth % 2), `Ines the ${count}th`, student)
        if (answer.status === 200) {
          saved[nth] = count
          acknowledged[nth] = (acknowledged[nth] ?? 0) + 1
        } else {
          const what = `${answer.status} by ${answer.by === 'proxy' ? 'proxy' : 'machine'}, retry-after ${answer.headers['retry-after'] ?? 'none'}`
          refused.set(what, (refused.get(what) ?? 0) + 1)
        }
      }
    }
    const writing = students.map(write)
    await until('all write', () => saved.every((count) => count > 20))

    const killedAt = performance.now()
    await cluster.kill(0)
    const before = [...acknowledged]
    const heir = await until('another is primary', () => cluster.machines.slice(1).find(becamePrimary))
    const tookOver = performance.now() - killedAt
    await until('all write again', () => acknowledged.every((count, nth) => count > (before[nth] ?? 0) + 5))
    const pause = performance.now() - killedAt
    isOver = true
    await Promise.all(writing)

    await until('both that are left have the same', async () => {
      for (const [nth, student] of students.entries())
        for (const at of [1, 2]) if (!(await shown(at, student)).includes(`Ines the ${saved[nth]}th`)) return false
      return true
    })
    // Each save is an event, and nobody saves two at once: what is missing was acknowledged and lost.
    const kept = savesOn(heir)
    const lost = students.reduce((sum, { id }, nth) => sum + Math.max(0, (acknowledged[nth] ?? 0) - (kept.get(id) ?? 0)), 0)
    console.log(
      `${lost} of ${before.reduce((sum, count) => sum + count, 0)} saves that were acknowledged before the kill are lost; ${heir.name} was primary ${Math.round(tookOver)} ms after the kill, and all wrote again after ${Math.round(pause)} ms; refused meanwhile: ` +
        [...refused].map(([what, times]) => `${times} × ${what}`).join('; '),
    )
    // Those of a moment: replication takes milliseconds.
    expect(lost).toBeLessThanOrEqual(2 * WRITERS)
    for (const what of refused.keys()) expect(what).toMatch(/^50[23] by (proxy, retry-after none|machine, retry-after [12])$/)
  })

  test('that stood still while another took over acknowledges nothing that would be lost', async () => {
    const { cluster, students, save, savesOn } = await aStage(2)
    const [late, heir] = cluster.machines
    if (!late || !heir) throw new Error('there are two machines')
    cluster.stall(0, 'SIGSTOP')
    // They wait at its door.
    const asked = students.flatMap((student) => Array.from({ length: 5 }, (_, nth) => save(0, `Late ${nth}`, student)))
    await until('the other is primary', () => becamePrimary(heir))
    cluster.stall(0, 'SIGCONT')
    const answers = await Promise.all(asked)
    const counted = answers.reduce(
      (sums, { status, by }) => sums.set(`${status} by ${by}`, (sums.get(`${status} by ${by}`) ?? 0) + 1),
      new Map<string, number>(),
    )
    console.log(`asked of a primary that stood still: ${[...counted].map(([what, times]) => `${times} × ${what}`).join('; ')}`)
    await until('it is a replica', () => late.server.logged({ msg: 'role in the cluster', role: 'replica' }).length > 0)
    await cluster.caughtUp()
    const acknowledged = answers.filter(({ status }) => status === 200).length
    for (const machine of cluster.machines) {
      const kept = [...savesOn(machine).values()].reduce((sum, count) => sum + count, 0)
      expect(kept, machine.name).toBeGreaterThanOrEqual(acknowledged)
    }
  })
})
