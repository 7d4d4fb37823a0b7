import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrationsOf } from '#tenants/database/migrations.ts'
import { anOwner, aSchool, openSchools } from '#tests/setup/kit.ts'
import { TestServer, until } from '#tests/setup/server.ts'

let dataDir: string
let server: TestServer
const ids: Record<string, string> = {}

/** Four schools: one whole, one whose file is older than the code, one that is no database, one newer than the code. */
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-migrations-'))
  const schools = openSchools(dataDir)
  const owner = await anOwner(schools)
  for (const slug of ['whole', 'behind', 'broken', 'ahead', 'stuck']) ids[slug] = (await aSchool(schools, slug, owner)).tenant.id
  const path = (slug: string) => schools.pool.path(ids[slug] ?? '')
  const paths = Object.fromEntries(Object.keys(ids).map((slug) => [slug, path(slug)]))
  schools.close()
  for (const slug of ['behind', 'stuck']) {
    // As a file is in the moment before its first migration: the version is what counts.
    const file = new Database(paths[slug]!)
    if (slug === 'behind') for (const kind of ['trigger', 'table']) dropAll(file, kind)
    file.pragma('user_version = 0')
    file.close()
  }
  writeFileSync(paths.broken!, Buffer.alloc(40_960, 'this is not a database '))
  const ahead = new Database(paths.ahead!)
  ahead.pragma(`user_version = ${migrationsOf('tenant').length + 1}`)
  ahead.close()
  server = await TestServer.start({ dataDir })
})
afterAll(async () => {
  await server.end()
  await rm(dataDir, { recursive: true, force: true })
})

function dropAll(file: Database.Database, type: string): void {
  file.pragma('foreign_keys = OFF')
  const names = file.prepare("SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%'").pluck().all(type)
  for (const name of names) file.exec(`DROP ${type} IF EXISTS "${String(name)}"`)
}

const ask = (slug: string, path = '/sign-in') => server.ask(server.host(slug), path)

test('a school whose file is behind says when to come back, is migrated beside the server, and is served then', async () => {
  const first = await ask('behind', '/')
  expect(first.status).toBe(503)
  expect(Number(first.headers['retry-after'])).toBeGreaterThan(0)
  expect(first.text).toContain('This school is being updated')
  await until('the migration is done', () => server.logged({ tenant: ids.behind, msg: 'school migrated' }).length > 0)
  const file = new Database(join(dataDir, 'schools', `${ids.behind}.db`), { readonly: true })
  expect(file.pragma('user_version', { simple: true })).toBe(migrationsOf('tenant').length)
  file.close()
  expect((await ask('behind')).status).not.toBe(503)
})

test('a file that is no database is set aside with its sentence, each time, and named in the log', async () => {
  for (let time = 0; time < 3; time++) {
    const { status, text, headers } = await ask('broken', '/')
    expect(status).toBe(503)
    expect(headers['retry-after']).toBe('300')
    expect(text).toContain('This school cannot be opened at the moment')
  }
  expect(server.logged({ tenant: ids.broken, level: 'error' }).length).toBeGreaterThan(0)
})

test('a file that is newer than the code is served by it', async () => {
  const { status, text } = await ask('ahead', '/')
  expect(status).toBe(200)
  expect(text).toContain('School ahead')
})

test('a migration that fails leaves its school behind and says so, and does not end the server', async () => {
  expect((await ask('stuck', '/')).status).toBe(503)
  await until('the failure is noted', () => server.logged({ tenant: ids.stuck, msg: 'migration failed' }).length > 0)
  expect((await ask('stuck', '/')).status).toBe(503)
})

test('whatever the others are, the school that is whole is served all along', async () => {
  const slugs = ['whole', 'broken', 'whole', 'stuck', 'whole']
  const answers = await Promise.all(slugs.map((slug) => ask(slug, '/')))
  expect(answers.map(({ status }) => status)).toEqual([200, 503, 200, 503, 200])
  expect(answers[0]?.text).toContain('School whole')
})
