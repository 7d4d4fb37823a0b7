import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabase, schemaVersion } from '#tenants/database/connection.ts'
import { migrate, migrationsOf } from '#tenants/database/migrations.ts'
import { bringUp } from './bring-up.ts'
import { BackupBroken, BackupNewer } from './failures.ts'

const current = migrationsOf('tenant').length

async function aPlace(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-bring-up-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'file')
}

test('an older file is brought up to this schema', async () => {
  const file = await aPlace()
  const older = migrationsOf('tenant').slice(0, -1)
  const db = createDatabase(file)
  migrate(db, 'tenant', older)
  db.$client.close()
  await bringUp(file, { schema: older.length })
  const brought = createDatabase(file)
  expect(schemaVersion(brought)).toBe(current)
  brought.$client.close()
})

test('a newer one is refused and left as it is, and one that cannot be migrated is broken', async () => {
  const file = await aPlace()
  const text = 'no database, whatever its name says. '.repeat(200)
  await writeFile(file, text)
  await expect(bringUp(file, { schema: current + 1 })).rejects.toBeInstanceOf(BackupNewer)
  expect(await readFile(file, 'utf8')).toBe(text)
  await expect(bringUp(file, { schema: current })).rejects.toBeInstanceOf(BackupBroken)
})
