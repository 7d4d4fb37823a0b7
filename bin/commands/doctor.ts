import { accessSync, constants, statfsSync } from 'node:fs'
import { openMux } from '#integrations/mux/open-mux.ts'
import { openStorage } from '#integrations/storage/open-storage.ts'
import type { RootStorage } from '#integrations/storage/storage.ts'
import type { Env } from '#lib/env.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import { beingMade } from '#tenants/registry/making.ts'
import type { Registry } from '#tenants/registry/registry.ts'
import type { School } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { binaries } from '#workers/perform/ffmpeg.ts'
import { backupsInTime } from './check-backups.ts'
import { bucketAllows, bucketChecks, bucketKeeps } from './check-bucket.ts'
import { edgeGuards } from './check-edge.ts'
import { muxAnswers } from './check-mux.ts'
import { machinesAnswer } from './machines.ts'
import { openSchools, RegistryBroken } from './open-schools.ts'
import { bytes, date, type Output, print, reasonOf, workingEnv } from './output.ts'

interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly found: string
}

type Check = (name: string, look: () => string | Promise<string>) => Promise<void>

/** Runs every check, also after one has failed, and exits 1 when one did. */
export async function doctor(output: Output): Promise<void> {
  const findings: Finding[] = []
  const check: Check = async (name, look) => {
    try {
      findings.push({ check: name, ok: true, found: await look() })
    } catch (error) {
      findings.push({ check: name, ok: false, found: reasonOf(error) })
    }
  }
  const env = workingEnv()
  const storage = await openStorage(env)
  await checkMachine(env, check)
  // Without the registry nothing is known of the schools; the rest can be said all the same.
  const held = await registryOf(env, storage, check)
  if (held) await checkSchools(held, check)
  await checkBucket(env, storage, held?.all.map((school) => held.schools.siteOf(school)) ?? [], check)
  if (held) await checkStrays(held, check)
  held?.schools.close()
  const bad = findings.filter((one) => !one.ok)
  print(output, { ok: bad.length === 0, findings }, () => [
    ...findings.map((one) => `${one.ok ? 'ok  ' : 'BAD '} ${one.check}: ${one.found}`),
    bad.length ? `${bad.length} of ${findings.length} checks failed.` : 'All is well.',
  ])
  if (bad.length) process.exitCode = 1
}

async function checkMachine(env: Env, check: Check): Promise<void> {
  await check('environment', () => `platform ${env.scheme}://${env.platformHost}, schools on *.${env.tenantDomain}`)
  await check('data folder', () => {
    accessSync(env.dataDir, constants.R_OK | constants.W_OK)
    const disk = statfsSync(env.dataDir)
    const free = disk.bavail * disk.bsize
    if (free < 1e9) throw new Error(`only ${bytes(free)} free in ${env.dataDir}`)
    return `${env.dataDir}, ${bytes(free)} free`
  })
  await check('ffmpeg', () => Object.values(binaries()).join(', '))
  if (env.machines) await check('machines', () => machinesAnswer(env))
  const mux = openMux(env)
  if (mux) await check('mux', () => muxAnswers(mux, `${env.scheme}://${env.platformHost}`))
}

interface Held {
  readonly schools: Schools
  readonly all: readonly School[]
}

/** Undefined when there is none, or when not all of it can be read. */
async function registryOf(env: Env, storage: RootStorage, check: Check): Promise<Held | undefined> {
  const found: { held?: Held } = {}
  await check('registry', () => {
    const schools = openSchools(env, storage)
    try {
      refuseDamaged(schools.registry)
      found.held = { schools, all: schools.registry.list() }
      return `${found.held.all.length} schools`
    } finally {
      if (!found.held) schools.close()
    }
  })
  return found.held
}

function refuseDamaged(registry: Registry): void {
  try {
    registry.read((db) => integrity(db.all('PRAGMA quick_check(5)')))
  } catch (error) {
    throw new RegistryBroken(reasonOf(error))
  }
}

async function checkSchools({ schools, all }: Held, check: Check): Promise<void> {
  for (const school of all) {
    await check(`school ${school.slug}`, () => {
      if (school.quarantinedAt !== null)
        throw new Error(
          `in quarantine since ${date(school.quarantinedAt)}: ${school.quarantineReason}. Restore it, or when it is whole: bin/lectern tenants reopen ${school.slug}`,
        )
      return lookInto(schools.pool.path(school.id), (db, lacks) => {
        const whole = integrity(db.all('PRAGMA quick_check(5)'))
        if (lacks) throw new Error(`${whole}, but ${lacks} migrations behind: bin/lectern tenants migrate ${school.slug}`)
        return whole
      })
    })
  }
  await check('backups', () => backupsInTime(schools))
}

/** @param addresses origins of schools; those of slugs have one rule together, each domain needs its own */
async function checkBucket(env: Env, storage: RootStorage, addresses: readonly string[], check: Check): Promise<void> {
  if (storage.browserOrigin === undefined) return
  await check('bucket', () => bucketKeeps(storage))
  await check('bucket: uploads', () => bucketChecks(storage))
  const { edge } = env
  if (edge) await check('cdn', () => edgeGuards(storage, edge))
  await check('bucket: dashboard', () => bucketAllows(storage, `${env.scheme}://${env.platformHost}`, 'PUT'))
  const ofSlugs = addresses.find((origin) => origin.endsWith(`.${env.tenantDomain}`)) ?? `${env.scheme}://a-school.${env.tenantDomain}`
  await check('bucket: schools', () => bucketAllows(storage, ofSlugs, 'GET'))
  for (const origin of addresses.filter((one) => !one.endsWith(`.${env.tenantDomain}`))) {
    await check(`bucket: ${new URL(origin).host}`, () => bucketAllows(storage, origin, 'GET'))
  }
}

async function checkStrays({ schools, all }: Held, check: Check): Promise<void> {
  const known = new Set([...all.map((school) => school.id), ...beingMade(schools.registry)])
  await check('stray files', () => {
    const strays = schools.pool.files().filter((id) => !known.has(id))
    if (strays.length) throw new Error(`no school in the registry has these: ${strays.join(', ')}`)
    return 'none'
  })
  await check('stray objects', async () => {
    const unknown: string[] = []
    for await (const id of schools.storage.folders('schools/')) if (!known.has(id)) unknown.push(id)
    if (unknown.length)
      throw new Error(`no school in the registry has the objects below: ${unknown.map((id) => `schools/${id}/`).join(', ')}`)
    return 'none'
  })
}

function integrity(rows: unknown[]): string {
  const said = rows.map((row) => Object.values(row as Record<string, unknown>).join(' ')).join('; ')
  if (said !== 'ok') throw new Error(said)
  return 'whole'
}
