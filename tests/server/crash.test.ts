import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { events } from '#tenants/events/schema.ts'
import { latestJob } from '#tenants/jobs/lifecycle.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { assets } from '#tenants/media/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aFilm, aSchool, openSchools } from '#tests/setup/kit.ts'
import { TestServer, until } from '#tests/setup/server.ts'

const run = promisify(execFile)
const MOMENTS = process.env.LECTERN_FULL ? 20 : 10
const SEED = 20_261_120

/** mulberry32: the same moments every time, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

let server: TestServer
let schools: Schools
let tenant: Tenant
let owner: string
let film: string
let folder: string

beforeAll(async () => {
  server = await TestServer.start()
  schools = openSchools(server.dataDir, server.port)
  const made = await aSchool(schools, 'crash')
  tenant = made.tenant
  owner = made.owner.id
  folder = await mkdtemp(join(tmpdir(), 'lectern-crash-'))
  film = await aFilm(folder, { seconds: 13, size: '854x480' })
})

afterAll(async () => {
  schools.close()
  await server.remove()
  await rm(folder, { recursive: true, force: true })
})

const asset = (id: string) => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get())
const ready = (id: string) => until('the video is ready', () => asset(id)?.state === 'ready', 180_000)

/** ffmpegs that work in this data folder. */
async function ffmpegs(): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'args'])
  return stdout.split('\n').filter((line) => /^\S*ffmpeg\b/.test(line) && line.includes(server.dataDir))
}

async function objectsOf(id: string): Promise<string[]> {
  const keys: string[] = []
  for await (const object of tenant.files.list(`assets/${id}/`)) keys.push(object.key)
  return keys
}

test('a server killed at any moment of an encode makes the video ready exactly once', { timeout: 800_000 }, async () => {
  const begun = Date.now()
  const whole = await importFile(tenant, owner, film, 'video')
  await ready(whole.id)
  const usual = Date.now() - begun
  const cleanObjects = (await objectsOf(whole.id)).length
  const chance = random(SEED)
  let killedAtWork = 0

  for (let moment = 0; moment < MOMENTS; moment++) {
    const { id } = await importFile(tenant, owner, film, 'video')
    // The moment itself is the subject here: anywhere between the last part and “ready”.
    await new Promise((resolve) => setTimeout(resolve, chance() * usual * 0.95))
    await server.end('SIGKILL')
    if (asset(id)?.state !== 'ready') killedAtWork++
    await server.boot()
    await ready(id)
    await until('the sweep is done', () => tenant.read((db) => latestJob(db, id)?.untidy === false))
    const said = tenant.read((db) =>
      db
        .select()
        .from(events)
        .where(and(eq(events.type, 'video.ready'), eq(events.subject, id)))
        .all(),
    )
    expect(said, `moment ${moment}`).toHaveLength(1)
    const objects = await objectsOf(id)
    const prefix = asset(id)?.outputPrefix ?? 'none'
    expect(objects.filter((key) => !key.startsWith(prefix))).toEqual([`assets/${id}/source`])
    expect(objects).toHaveLength(cleanObjects)
  }

  expect(killedAtWork, 'most kills must hit an encode under way, or this proves nothing').toBeGreaterThan(MOMENTS / 2)
  expect(await ffmpegs()).toEqual([])
  expect(await readdir(join(server.dataDir, 'work'))).toEqual([])
  const health = tenant.read((db) => db.all('PRAGMA integrity_check'))
  expect(health).toEqual([{ integrity_check: 'ok' }])
})
