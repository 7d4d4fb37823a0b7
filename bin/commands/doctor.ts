import { accessSync, constants, statfsSync } from 'node:fs'
import { readEnv } from '#lib/env.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import { beingMade } from '#tenants/registry/making.ts'
import { binaries } from '#workers/perform/ffmpeg.ts'
import { backupsInTime } from './check-backups.ts'
import { bucketAllows, bucketChecks, bucketKeeps } from './check-bucket.ts'
import { bytes, date, type Output, print, withSchools } from './output.ts'

interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly found: string
}

/** Runs every check, also after one has failed, and exits 1 when one did. */
export async function doctor(output: Output): Promise<void> {
  const findings: Finding[] = []
  const check = async (name: string, look: () => string | Promise<string>) => {
    try {
      findings.push({ check: name, ok: true, found: await look() })
    } catch (error) {
      findings.push({ check: name, ok: false, found: error instanceof Error ? error.message : String(error) })
    }
  }
  const env = readEnv()
  await check('environment', () => `platform ${env.scheme}://${env.platformHost}, schools on *.${env.tenantDomain}`)
  await check('data folder', () => {
    accessSync(env.dataDir, constants.R_OK | constants.W_OK)
    const disk = statfsSync(env.dataDir)
    const free = disk.bavail * disk.bsize
    if (free < 1e9) throw new Error(`only ${bytes(free)} free in ${env.dataDir}`)
    return `${env.dataDir}, ${bytes(free)} free`
  })
  await check('ffmpeg', () => Object.values(binaries()).join(', '))
  await withSchools(async (schools) => {
    const all = schools.registry.list()
    await check('registry', () => `${all.length} schools`)
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
    const { storage } = schools
    if (storage.browserOrigin !== undefined) {
      await check('bucket', () => bucketKeeps(storage))
      await check('bucket: uploads', () => bucketChecks(storage))
      await check('bucket: dashboard', () => bucketAllows(storage, schools.platformOrigin, 'PUT'))
      await check('bucket: schools', () => bucketAllows(storage, schools.originOf(all[0]?.slug ?? 'a-school'), 'GET'))
    }
    const known = new Set([...all.map((school) => school.id), ...beingMade(schools.registry)])
    const strays = schools.pool.files().filter((id) => !known.has(id))
    await check('stray files', () => {
      if (strays.length) throw new Error(`no school in the registry has these: ${strays.join(', ')}`)
      return 'none'
    })
    await check('stray objects', async () => {
      const unknown: string[] = []
      for await (const id of storage.folders('schools/')) if (!known.has(id)) unknown.push(id)
      if (unknown.length)
        throw new Error(`no school in the registry has the objects below: ${unknown.map((id) => `schools/${id}/`).join(', ')}`)
      return 'none'
    })
  })
  const bad = findings.filter((one) => !one.ok)
  print(output, { ok: bad.length === 0, findings }, () => [
    ...findings.map((one) => `${one.ok ? 'ok  ' : 'BAD '} ${one.check}: ${one.found}`),
    bad.length ? `${bad.length} of ${findings.length} checks failed.` : 'All is well.',
  ])
  if (bad.length) process.exitCode = 1
}

function integrity(rows: unknown[]): string {
  const said = rows.map((row) => Object.values(row as Record<string, unknown>).join(' ')).join('; ')
  if (said !== 'ok') throw new Error(said)
  return 'whole'
}
