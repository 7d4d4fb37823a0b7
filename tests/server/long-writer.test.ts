import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { until } from '#tests/setup/server.ts'
import { expectReadable, integrity, newCourse, scene, titles, watch } from './two-schools.ts'

/** Longer than a write waits for another process (tenants/database/handle.ts). */
const ASKS = 40

test('a school that another process keeps locked: its pages answer, its writes say that it is busy, and no other school notices', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lectern-long-writer-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const at = await scene(dataDir)
  const { server, schools, weld, madder } = at
  await expectReadable(at)

  const writer = new Database(schools.pool.path(weld.tenant.id))
  onTestFinished(() => void writer.close())
  writer.exec('BEGIN IMMEDIATE')
  const refusal = newCourse(at, 'Refused')
  expect(await watch(at, 4), 'taken, not durable').toBe(0)

  const beside: number[] = []
  const host = server.host('madder')
  for (let asked = 0; asked < ASKS; asked++) {
    const begun = performance.now()
    const { status } = await server.ask(host, urls.school.learnCourse(madder.courseSlug), { cookie: madder.students[0]?.cookie ?? '' })
    beside.push(performance.now() - begun)
    expect(status).toBeLessThan(400)
    await madder.tenant.transact((tx) => tx.run('UPDATE school SET tagline = tagline').changes)
  }
  // Were the lock waited for inside SQLite, each of its tries would hold up everybody.
  expect(Math.max(...beside), `milliseconds: ${beside.map(Math.round)}`).toBeLessThan(1_500)
  await expectReadable(at)
  const refused = await refusal
  expect(refused.status).toBe(503)
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(refused.text).toMatch(/This school is busy\. What you typed is still here/)
  expect(refused.text).toContain('Dye wool yellow.')

  writer.exec('COMMIT')
  expect((await newCourse(at, 'Saved')).status).toBe(302)
  await until('what was watched meanwhile is durable', async () => (await watch(at, 4)) === 4)
  expect(titles(weld.tenant)).toContain('Saved')
  expect(titles(weld.tenant)).not.toContain('Refused')
  for (const { tenant } of [weld, madder]) expect(integrity(tenant)).toEqual([{ integrity_check: 'ok' }])
})
