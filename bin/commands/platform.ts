import { openStorage } from '#integrations/storage/open-storage.ts'
import { backUpPlatform } from '#tenants/backups/back-up.ts'
import { verifyBackup } from '#tenants/backups/fetch-backup.ts'
import { findBackup, listBackups } from '#tenants/backups/list-backups.ts'
import { restorePlatform } from '#tenants/backups/restore-platform.ts'
import { platformShelf } from '#tenants/backups/shelf.ts'
import { RestoreNotConfirmed, type RestoreOptions, sayMade, sayWhole, wantedOf } from './backups.ts'
import { bytes, columns, date, type Output, print, withSchools, workingEnv } from './output.ts'

export const backupPlatform = (output: Output) =>
  withSchools(async (schools) => {
    const made = await backUpPlatform(schools)
    print(output, made, () => [sayMade(made)])
  })

// What follows must work where platform.db cannot be opened.

export async function listPlatformBackups(output: Output): Promise<void> {
  const env = workingEnv()
  const backups = await listBackups(platformShelf(env, await openStorage(env)))
  print(output, backups, () =>
    backups.length
      ? columns([['BACKUP', 'OF', 'PACKED'], ...backups.map((one) => [one.name, date(one.at), bytes(one.packedBytes)])])
      : ['No backups yet. Make one: bin/lectern platform backup'],
  )
}

export async function verifyPlatform(name: string | undefined, output: Output): Promise<void> {
  const env = workingEnv()
  const shelf = platformShelf(env, await openStorage(env))
  const manifest = await verifyBackup(shelf, await findBackup(shelf, wantedOf({ backup: name })))
  print(output, manifest, () => [sayWhole(manifest)])
}

export async function restorePlatformNow(options: RestoreOptions, output: Output): Promise<void> {
  if (options.yes !== 'platform') throw new RestoreNotConfirmed()
  const env = workingEnv()
  const restored = await restorePlatform(env, await openStorage(env), wantedOf(options))
  print(output, restored, () => [
    `platform.db is as it was at ${date(restored.manifest.at)}.`,
    ...(restored.kept ? [`What was there before is kept for 30 days: ${restored.kept}`] : []),
    'Now ask bin/lectern doctor which files have no school, and which schools no file.',
  ])
}
