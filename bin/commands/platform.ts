import { existsSync } from 'node:fs'
import { openStorage } from '#integrations/storage/open-storage.ts'
import { backUpPlatform } from '#tenants/backups/back-up.ts'
import { verifyBackup } from '#tenants/backups/fetch-backup.ts'
import { findBackup, listBackups } from '#tenants/backups/list-backups.ts'
import { restorePlatform } from '#tenants/backups/restore-platform.ts'
import { platformShelf } from '#tenants/backups/shelf.ts'
import { RestoreNotConfirmed, type RestoreOptions, sayMade, sayWhole, wantedOf } from './backups.ts'
import { NothingHere } from './open-schools.ts'
import { bytes, columns, date, type Output, print, withSchools, workingEnv } from './output.ts'

export const backupPlatform = (output: Output) =>
  withSchools(async (schools) => {
    const made = await backUpPlatform(schools)
    print(output, made, () => [sayMade(made)])
  })

// What follows must work where platform.db cannot be opened.

/** In a bucket, or in a folder that is there. @throws NothingHere */
async function whereBackupsAre() {
  const env = workingEnv()
  if (!env.s3 && !existsSync(env.dataDir)) throw new NothingHere(env.dataDir)
  return { env, storage: await openStorage(env) }
}

export async function listPlatformBackups(output: Output): Promise<void> {
  const { env, storage } = await whereBackupsAre()
  const backups = await listBackups(platformShelf(env, storage))
  print(output, backups, () =>
    backups.length
      ? columns([['BACKUP', 'OF', 'PACKED'], ...backups.map((one) => [one.name, date(one.at), bytes(one.packedBytes)])])
      : ['No backups yet. Make one: bin/lectern platform backup'],
  )
}

export async function verifyPlatform(name: string | undefined, output: Output): Promise<void> {
  const { env, storage } = await whereBackupsAre()
  const shelf = platformShelf(env, storage)
  const manifest = await verifyBackup(shelf, await findBackup(shelf, wantedOf({ backup: name })))
  print(output, manifest, () => [sayWhole(manifest)])
}

export async function restorePlatformNow(options: RestoreOptions, output: Output): Promise<void> {
  if (options.yes !== 'platform') throw new RestoreNotConfirmed()
  const { env, storage } = await whereBackupsAre()
  const restored = await restorePlatform(env, storage, wantedOf(options))
  print(output, restored, () => [
    `platform.db is as it was at ${date(restored.manifest.at)}.`,
    ...(restored.kept ? [`What was there before is kept for 30 days: ${restored.kept}`] : []),
    'Now ask bin/lectern doctor which files have no school, and which schools no file.',
  ])
}
