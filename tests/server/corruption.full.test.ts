import { spawnSync } from 'node:child_process'
import { copyFile, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { rootPath } from '#lib/paths.ts'
import { beatBody } from '#tests/setup/a-class.ts'
import { expectReadable, INSIDES, type Scene, scene } from './two-schools.ts'

const BROKEN = /This school cannot be opened at the moment\. We have been told/
const PAGE = 4096

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-corruption-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Overwrites the pages of a table and its indexes, as a bad sector does. */
async function damage(path: string, table: string): Promise<void> {
  const db = new Database(path)
  db.pragma('wal_checkpoint(TRUNCATE)')
  const pages = db.prepare('SELECT rootpage FROM sqlite_schema WHERE tbl_name = ? AND rootpage > 0').pluck().all(table) as number[]
  db.close()
  const file = await open(path, 'r+')
  for (const page of pages) await file.write(Buffer.alloc(PAGE, 0xee), 0, PAGE, (page - 1) * PAGE)
  await file.sync()
  await file.close()
}

function lectern(dataDir: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const said = spawnSync(rootPath('bin/lectern'), args, { env: { ...process.env, NODE_ENV: 'test', DATA_DIR: dataDir }, encoding: 'utf8' })
  return { code: said.status, out: said.stdout, err: said.stderr }
}

const learn = ({ server, weld }: Scene) =>
  server.ask(server.host('weld'), urls.school.learnCourse(weld.courseSlug), { cookie: weld.students[0]?.cookie ?? '' })

async function expectBroken(at: Scene): Promise<void> {
  const answer = await learn(at)
  expect(answer.status).toBe(503)
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  expect(answer.text).toMatch(BROKEN)
  expect(answer.text).not.toMatch(INSIDES)
}

const setAside = ({ server }: Scene) => server.logged({ msg: 'school set aside: its file is damaged' })

test('a school whose file is damaged is set aside for every process, the others go on, and it is open again when its file is whole', async () => {
  const at = await scene(await folder())
  const { server, schools, weld, madder } = at
  const { dataDir } = server
  const path = schools.pool.path(weld.tenant.id)
  await expectReadable(at)
  schools.close()
  await server.end()
  const whole = join(dataDir, 'whole-copy')
  await copyFile(path, whole)
  await server.boot()
  expect((await learn(at)).status, 'its file is open').toBeLessThan(400)

  // Under the running server.
  await damage(path, 'enrollments')
  await expectBroken(at)
  const spoilt = await readFile(path)
  await expectBroken(at)
  expect((await server.ask(server.host('weld'), urls.school.home())).status, 'pages that do not need the damaged table, too').toBe(503)
  const beat = await server.ask(server.host('weld'), urls.school.heartbeats(), {
    method: 'POST',
    body: beatBody(weld.lesson, 'player-of-weld', 1),
    headers: { 'Content-Type': 'application/json', Origin: server.origin(server.host('weld')) },
    cookie: weld.students[0]?.cookie ?? '',
  })
  expect(beat.status).toBe(503)
  const other = await server.ask(server.host('madder'), urls.school.learnCourse(madder.courseSlug), {
    cookie: madder.students[0]?.cookie ?? '',
  })
  expect(other.status).toBeLessThan(400)
  expect(setAside(at)).toHaveLength(1)

  // For operators, and for the next process, which opens nothing.
  expect(lectern(dataDir, 'tenants', 'list').out).toMatch(/^weld .*quarantined since/m)
  expect(lectern(dataDir, 'tenants', 'show', 'weld').out).toMatch(/damaged: database disk image is malformed/)
  expect(lectern(dataDir, 'jobs', 'list').code).toBe(0)
  const doctor = lectern(dataDir, 'doctor')
  expect(doctor.code).toBe(1)
  expect(doctor.out).toMatch(/^BAD {2}school weld: in quarantine since .*tenants reopen weld/m)
  expect(doctor.out).toMatch(/^ok {3}school madder: whole/m)
  const refused = lectern(dataDir, 'tenants', 'reopen', 'weld')
  expect(refused.code).toBe(1)
  expect(refused.err).toMatch(/The file is still damaged/)
  await server.end()
  await server.boot()
  await expectBroken(at)
  expect(setAside(at), 'not found anew').toHaveLength(1)
  expect((await readFile(path)).equals(spoilt), 'nothing was written to it').toBe(true)

  // Another file in its place, and the command for who mended the same one.
  await writeFile(path, await readFile(whole))
  await expectReadable(at)
  expect(lectern(dataDir, 'tenants', 'list').out).toMatch(/^weld .*open/m)
  await damage(path, 'enrollments')
  await expectBroken(at)
  await writeFile(path, await readFile(whole))
  expect(lectern(dataDir, 'tenants', 'reopen', 'weld').out).toMatch(/is whole and open again/)
  await expectReadable(at)
})

test('a school that is damaged when the server starts keeps nobody else from opening', async () => {
  const at = await scene(await folder())
  const { server, schools, weld, madder } = at
  const path = schools.pool.path(weld.tenant.id)
  schools.close()
  await server.end()
  await writeFile(path, Buffer.alloc(20 * PAGE, 0xee))
  await server.boot()
  await expectBroken(at)
  const host = server.host('madder')
  expect((await server.ask(host, urls.school.home())).status).toBe(200)
  expect(
    (await server.ask(host, urls.school.learnCourse(madder.courseSlug), { cookie: madder.students[0]?.cookie ?? '' })).status,
  ).toBeLessThan(400)
  expect(setAside(at)).toHaveLength(1)
})
