import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { diskStorage } from '#integrations/storage/disk.ts'
import { readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { openDatabase } from '#tenants/database/connection.ts'
import { SchoolBehind, SchoolBroken } from '#tenants/database/failures.ts'
import { Schools } from '#tenants/schools.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { contentVersionOf } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aSchool } from '#tests/setup/kit.ts'
import { until } from '#tests/setup/server.ts'

const CAP = 2
let dataDir: string
let schools: Schools
let tenants: Tenant[]

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-pool-'))
  const env = readEnv({ NODE_ENV: 'test', DATA_DIR: dataDir, POOL_SIZE: String(CAP) })
  schools = new Schools(env, diskStorage(join(dataDir, 'files')), log)
  tenants = []
  for (const slug of ['one', 'two', 'three', 'four', 'five']) tenants.push((await aSchool(schools, slug)).tenant)
})
afterAll(async () => {
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const nameOf = (tenant: Tenant) => tenant.read(schoolFace).name

test('five schools in turns through two connections each stay themselves, and no more than two are open', () => {
  for (let round = 0; round < 40; round++) {
    const tenant = tenants[(round * 3) % tenants.length]!
    expect(nameOf(tenant)).toBe(`School ${tenant.slug}`)
    expect(schools.pool.size).toBeLessThanOrEqual(CAP)
  }
})

test('the school that was used longest ago is the one that is closed', () => {
  const [one, two, three] = tenants as [Tenant, Tenant, Tenant]
  nameOf(one)
  nameOf(two)
  const first = schools.pool.connection(one.id)
  nameOf(three)
  expect(schools.pool.connection(one.id)).toBe(first)
  expect(first.$client.open).toBe(true)
  expect(schools.pool.size).toBe(CAP)
})

const versionAtRest = ({ id }: Tenant) => schools.pool.versionAtRest(id, () => schools.pool.folderLooks())

/** Closes the first school once nobody has written to it for a while. Answers the version it left behind. */
function closedAtRest(): Promise<number> {
  const [one, two, three] = tenants as [Tenant, Tenant, Tenant]
  return until('the file has rested', () => {
    nameOf(one)
    nameOf(two)
    nameOf(three)
    return versionAtRest(one)
  })
}

const restedFolder = () => until('the folder has rested', () => schools.pool.folderLooks())

test('a closed school says its version unopened, until anybody writes to its file', async () => {
  const [one, two, three] = tenants as [Tenant, Tenant, Tenant]
  const close = () => {
    nameOf(two)
    nameOf(three)
  }
  const version = await closedAtRest()
  expect(version).toBe(one.read(contentVersionOf))
  expect(versionAtRest(one), 'it is open').toBeUndefined()
  await closedAtRest()

  const elsewhere = openDatabase(schools.pool.path(one.id))
  elsewhere.run(sql`UPDATE school SET about = 'written by another process' WHERE id = 1`)
  expect(versionAtRest(one), 'the change is in the log').toBeUndefined()
  elsewhere.$client.close()
  expect(versionAtRest(one), 'the change is in the file').toBeUndefined()
  expect(await closedAtRest()).toBe(one.read(contentVersionOf))
  expect(one.read(contentVersionOf)).toBeGreaterThan(version)

  close()
  await one.transact((tx) => tx.run(sql`UPDATE school SET about = 'written here' WHERE id = 1`).changes)
  close()
  expect(versionAtRest(one)).not.toBe(version)
})

test('somebody who has a closed school open without having written is not overlooked when they write', async () => {
  const one = tenants[0]!
  const version = await closedAtRest()
  const elsewhere = openDatabase(schools.pool.path(one.id))
  elsewhere.get(sql`SELECT about FROM school`)
  await restedFolder()
  expect(versionAtRest(one)).toBe(version)
  elsewhere.run(sql`UPDATE school SET about = 'written at last' WHERE id = 1`)
  expect(versionAtRest(one)).toBeUndefined()
  elsewhere.$client.close()
})

test('as long as the folder looks as it did a closed school is not looked at again; once it is opened, it is', async () => {
  const one = tenants[0]!
  const version = await closedAtRest()
  const folder = await restedFolder()
  expect(schools.pool.versionAtRest(one.id, () => folder)).toBe(version)
  const elsewhere = openDatabase(schools.pool.path(one.id))
  elsewhere.run(sql`UPDATE school SET about = 'once more' WHERE id = 1`)
  expect(
    schools.pool.versionAtRest(one.id, () => folder),
    'as of a moment before',
  ).toBe(version)
  expect(versionAtRest(one), 'as of now').toBeUndefined()
  elsewhere.$client.close()
})

test('a damaged school that is closed to make room is not another one’s trouble', async () => {
  const [one, two, three, four] = tenants as [Tenant, Tenant, Tenant, Tenant]
  nameOf(two)
  nameOf(three)
  // Its tables are known to its connection, their rows are not: what is read now is read from the file.
  const file = schools.pool.path(two.id)
  const whole = await readFile(file)
  schools.pool.connection(two.id).$client.pragma('shrink_memory')
  await writeFile(file, Buffer.from(whole).fill(0xff, 4096))
  await utimes(file, new Date(1), new Date(1))
  nameOf(four)
  expect(schools.registry.list().filter((school) => school.quarantinedAt !== null)).toEqual([])
  expect(nameOf(four)).toBe(`School ${four.slug}`)
  expect(nameOf(one)).toBe(`School ${one.slug}`)
  await writeFile(file, whole)
})

test('many writes at the same moment, more schools than connections, all land in their own file', async () => {
  const write = (tenant: Tenant, n: number) =>
    tenant.transact((tx) => tx.run(sql`UPDATE school SET tagline = tagline || ${`${tenant.slug}${n};`} WHERE id = 1`).changes)
  await Promise.all(Array.from({ length: 50 }, (_, n) => write(tenants[n % tenants.length]!, n)))
  for (const tenant of tenants) {
    const { tagline } = tenant.read((db) => db.get<{ tagline: string }>(sql`SELECT tagline FROM school`))
    const words = tagline.split(';').filter(Boolean)
    expect(words).toHaveLength(10)
    expect(words.every((word) => word.startsWith(tenant.slug))).toBe(true)
  }
})

test('the file of a transaction that is open is not closed under it, whatever else is opened meanwhile', async () => {
  const [one, ...others] = tenants as [Tenant, ...Tenant[]]
  await one.transact((tx) => {
    for (const other of others.slice(0, 1)) schools.pool.connection(other.id)
    tx.run(sql`UPDATE school SET about = 'written whole' WHERE id = 1`)
    return 0
  })
  expect(one.read((db) => db.get<{ about: string }>(sql`SELECT about FROM school`)).about).toBe('written whole')
})

test('a handle that was kept works after its file was closed, and a prepared statement is never asked of a closed connection', () => {
  const [one] = tenants as [Tenant]
  expect(nameOf(one)).toBe('School one')
  schools.pool.evict(one.id)
  expect(nameOf(one)).toBe('School one')
  schools.pool.close()
  expect(schools.pool.size).toBe(0)
  for (const tenant of tenants) expect(nameOf(tenant)).toBe(`School ${tenant.slug}`)
})

test('a write that waits for another process’s lock goes on with an open connection after its own was evicted', async () => {
  const { default: Database } = await import('better-sqlite3')
  const [one, two, three] = tenants as [Tenant, Tenant, Tenant]
  const elsewhere = new Database(schools.pool.path(one.id))
  elsewhere.exec('BEGIN IMMEDIATE')
  const waiting = one.transact((tx) => tx.run(sql`UPDATE school SET tagline = 'at last' WHERE id = 1`).changes)
  nameOf(two)
  nameOf(three)
  elsewhere.exec('COMMIT')
  elsewhere.close()
  expect(await waiting).toBe(1)
})

test('a school whose file is damaged in the middle is set aside, the others go on, and a file put in its place is served', async () => {
  const [one] = tenants as [Tenant]
  const { tenant } = await aSchool(schools, 'damaged')
  const page = tenant.read((db) => db.get<{ rootpage: number }>(sql`SELECT rootpage FROM sqlite_schema WHERE name = 'school'`).rootpage)
  const path = schools.pool.path(tenant.id)
  schools.pool.evict(tenant.id)
  const whole = await readFile(path)
  const damaged = Buffer.from(whole)
  damaged.fill(0xee, (page - 1) * 4096, page * 4096)
  await writeFile(path, damaged)

  expect(() => nameOf(tenant)).toThrow(SchoolBroken)
  expect(() => nameOf(tenant)).toThrow(SchoolBroken)
  await expect(tenant.transact((tx) => tx.run(sql`UPDATE school SET about = 'x'`).changes)).rejects.toThrow(SchoolBroken)
  expect(nameOf(one)).toBe('School one')

  await rm(path)
  await writeFile(path, whole)
  expect(nameOf(tenant)).toBe('School damaged')
})

test('a file that cannot be migrated is not tried at every request, and after some tries the school says that it is more than a moment', async () => {
  const { tenant } = await aSchool(schools, 'stuck')
  const pool = schools.pool
  const file = openDatabase(pool.path(tenant.id))
  file.$client.pragma('user_version = 0')
  file.$client.close()
  pool.evict(tenant.id)
  const tries = vi.spyOn(log, 'error').mockImplementation(() => undefined)
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  for (let failures = 1; failures <= 3; failures++) {
    expect(() => nameOf(tenant)).toThrow(SchoolBehind)
    await pool.migrationsSettled()
    expect(() => nameOf(tenant)).toThrow(failures < 3 ? SchoolBehind : SchoolBroken)
    await pool.migrationsSettled()
    expect(tries).toHaveBeenCalledTimes(failures)
    vi.advanceTimersByTime(600_000)
  }
  vi.useRealTimers()
  tries.mockRestore()
})
