import { existsSync } from 'node:fs'
import { open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { temporarySchools } from '#tests/setup/kit.ts'
import { lectern } from '#tests/setup/lectern.ts'

let dataDir: string
beforeEach(async () => {
  const folder = await temporarySchools()
  await folder.school('madder')
  folder.schools.close()
  dataDir = folder.dataDir
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
})

/** All that is said without a registry. */
const WITHOUT = ['environment', 'data folder', 'ffmpeg', 'registry']
const checksOf = (json: unknown) => (json as { findings: { check: string; ok: boolean }[] }).findings

test('a folder that is no data folder is named, and stays as it is', async () => {
  const mistyped = join(dataDir, 'mistyped')
  const { code, out } = await lectern(mistyped, ['doctor'])
  expect(code).toBe(1)
  expect(out).toContain(`BAD  registry: There is no Lectern here: ${mistyped}.`)
  for (const args of [
    ['tenants', 'list'],
    ['jobs', 'list'],
    ['tenants', 'backups', 'madder'],
    ['storage', 'sweep', '--dry-run'],
    ['platform', 'backups'],
  ]) {
    const said = await lectern(mistyped, args)
    expect({ args, ...said }).toMatchObject({ args, code: 1, out: '', err: expect.stringMatching(/^There is no Lectern here: .*\n$/) })
  }
  expect(existsSync(mistyped)).toBe(false)
})

test('a platform.db that is no database is a finding, and other commands say it in a sentence', async () => {
  const file = join(dataDir, 'platform.db')
  for (const suffix of ['-wal', '-shm']) await rm(file + suffix, { force: true })
  await writeFile(file, 'no database, whatever its name says. '.repeat(200))
  const { code, json } = await lectern(dataDir, ['--json', 'doctor'])
  expect(code).toBe(1)
  expect(checksOf(json).map(({ check }) => check)).toEqual(WITHOUT)
  expect(checksOf(json).at(-1)).toMatchObject({ ok: false, found: expect.stringMatching(/damaged.*platform restore/) })
  expect(await lectern(dataDir, ['tenants', 'list'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^platform\.db is damaged .*\n$/),
  })
})

test('a platform.db of which pages are lost is a finding', async () => {
  const path = join(dataDir, 'platform.db')
  const db = new Database(path)
  db.pragma('wal_checkpoint(TRUNCATE)')
  const page = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'schools'").pluck().get() as number
  db.close()
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(4096, 0xee), 0, 4096, (page - 1) * 4096)
  await file.close()
  const { code, json } = await lectern(dataDir, ['--json', 'doctor'])
  expect(code).toBe(1)
  expect(checksOf(json).at(-1)).toMatchObject({ check: 'registry', ok: false, found: expect.stringContaining('platform.db is damaged') })
})
