import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { assetById } from '#tenants/media/asset.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { leases } from '#tenants/registry/schema.ts'
import { beatBody } from '#tests/setup/a-class.ts'
import { canSetClock, type FalseClock, falseClock } from '#tests/setup/false-clock.ts'
import { aFilm } from '#tests/setup/kit.ts'
import { until } from '#tests/setup/server.ts'
import { expectReadable, integrity, newCourse, type Scene, scene, titles, watch } from './two-schools.ts'

const DAY = 86_400_000
/** So long a job may wait that would be done at once with a clock nobody touches, its first back-off included. */
const SOON_MS = 20_000

async function clocked(days: number): Promise<{ at: Scene; clock: FalseClock; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-set-clock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const clock = await falseClock(folder, days)
  return { at: await scene(join(folder, 'data'), { env: clock.env }), clock, folder }
}

const jobOf = ({ weld }: Scene, subject: string) => weld.tenant.read((db) => db.select().from(jobs).where(eq(jobs.subject, subject)).get())
const isReady = ({ weld }: Scene, id: string) => weld.tenant.read((db) => assetById(db, id)?.state === 'ready')

async function aPicture({ weld }: Scene, folder: string): Promise<string> {
  const file = join(folder, 'picture.jpg')
  await writeFile(
    file,
    await sharp({ create: { width: 400, height: 300, channels: 3, background: '#2a6' } })
      .jpeg()
      .toBuffer(),
  )
  return (await importFile(weld.tenant, weld.ownerId, file, 'image')).id
}

/** As a server whose clock is a day ahead leaves a job: put then, to be tried again in a minute. */
const leaveAhead = ({ weld, schools }: Scene, assetId: string) =>
  weld.tenant.transact((tx) => {
    const then = Date.now() + DAY
    tx.update(jobs)
      .set({ state: 'waiting', createdAt: then, startedAt: then, runAt: then + 60_000 })
      .where(eq(jobs.subject, assetId))
      .run()
    schools.registry.markDirty(weld.tenant.id, then + 60_000)
  })

const stand = ({ weld }: Scene) =>
  weld.tenant.read((db) => db.select().from(lessonProgress).where(eq(lessonProgress.lessonId, weld.lesson)).get())

test.runIf(canSetClock)(
  'a clock that was a day ahead is set right: no job and no lease waits for tomorrow, who is signed in stays so, and what is watched is noted',
  async () => {
    const { at, clock, folder } = await clocked(1)
    const { server, weld } = at
    expect((await newCourse(at, 'Ahead')).status).toBe(302)
    await until('what was watched is durable', async () => (await watch(at, 20)) === 20)
    expect(stand(at)?.watchedAt, 'the clock of the server').toBeGreaterThan(Date.now() + DAY / 2)
    const picture = await aPicture(at, folder)
    await until('the picture is ready', () => isReady(at, picture), SOON_MS)
    await leaveAhead(at, picture)
    await expectReadable(at)

    await clock.set(0)
    await until('the operator is told', () => server.logged({ msg: 'the clock of this machine was set' }).length > 0)
    await until('the job is done', () => jobOf(at, picture)?.state === 'done', SOON_MS)
    const [lease] = at.schools.registry.read((db) => db.select().from(leases).where(eq(leases.name, 'dispatcher')).all())
    expect(lease?.expiresAt).toBeLessThan(Date.now() + 60_000)
    expect((await newCourse(at, 'Right again')).status).toBe(302)
    await until('what is watched is durable', async () => (await watch(at, 40)) === 40)
    expect(stand(at)).toMatchObject({ position: 40 })
    expect(stand(at)?.watchedAt).toBeLessThan(Date.now() + 60_000)
    await expectReadable(at)
    expect(titles(weld.tenant)).toEqual(expect.arrayContaining(['Ahead', 'Right again']))
    expect(integrity(weld.tenant)).toEqual([{ integrity_check: 'ok' }])
    expect(server.logged({ msg: 'listening' })).toHaveLength(1)
  },
)

test.runIf(canSetClock)('a server that starts a day before it ended takes up the jobs it left', async () => {
  const { at, clock, folder } = await clocked(1)
  await at.server.end()
  const picture = await aPicture(at, folder)
  await leaveAhead(at, picture)
  await clock.set(0)
  await at.server.boot()
  await until('it is done', () => isReady(at, picture), SOON_MS)
})

test.runIf(canSetClock)('a clock that is set forward a day loses no attempt at work, and signs nobody out', async () => {
  const { at, clock, folder } = await clocked(0)
  const { server, weld } = at
  const { id } = await importFile(weld.tenant, weld.ownerId, await aFilm(folder, { seconds: 40 }), 'video')
  await until('it is at work', () => (jobOf(at, id)?.progress ?? 0) > 0)
  await clock.set(1)
  await until('the operator is told', () => server.logged({ msg: 'the clock of this machine was set' }).length > 0)
  expect((await newCourse(at, 'Tomorrow')).status).toBe(302)
  const host = server.host('weld')
  const beat = await server.ask(host, urls.school.heartbeats(), {
    method: 'POST',
    body: beatBody(weld.lesson, 'player-of-weld', 5),
    headers: { 'Content-Type': 'application/json', Origin: server.origin(host) },
    cookie: weld.students[0]?.cookie ?? '',
  })
  expect(beat.status).toBe(200)
  await expectReadable(at)
  await until('the film is ready', () => isReady(at, id))
  expect(jobOf(at, id)).toMatchObject({ attempt: 1, losses: 0, failures: 0 })
})
