import { migrateFile } from '#tenants/database/migrate-schools.ts'
import { migrationsOf } from '#tenants/database/migrations.ts'
import { BackupBroken, BackupNewer } from './failures.ts'
import type { Manifest } from './manifest.ts'

/** Brings a school's file, as it came out of its backup, up to this version's schema. @throws BackupNewer, BackupBroken */
export async function bringUp(file: string, { schema }: Pick<Manifest, 'schema'>): Promise<void> {
  if (schema > migrationsOf('tenant').length) throw new BackupNewer()
  const { error } = await migrateFile(file)
  if (error !== undefined) throw new BackupBroken(`what was backed up cannot be brought up to this schema: ${error}`)
}
