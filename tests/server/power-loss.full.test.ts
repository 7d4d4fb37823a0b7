import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabase, openDatabase } from '#tenants/database/connection.ts'
import { canMount, failingDisk } from '#tests/setup/disks.ts'
import { expectReadable, integrity, newCourse, scene, titles } from './two-schools.ts'

const FULL = 2

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-power-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

test('every way to open a file keeps a commit on the disk before it is acknowledged', async () => {
  const file = join(await folder(), 'a.db')
  for (const open of [createDatabase, openDatabase]) {
    const db = open(file)
    expect(db.$client.pragma('synchronous', { simple: true })).toBe(FULL)
    expect(db.$client.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.$client.pragma('foreign_keys', { simple: true })).toBe(1)
    db.$client.close()
  }
})

test.runIf(canMount)('when the power goes, everything that was acknowledged is on the disk', async () => {
  const disk = await failingDisk(64)
  const at = await scene(join(disk.path, 'data'))
  const { server, weld, madder } = at
  // Whatever a test needs to be there is; what follows is in nobody's hands but the server's.
  await promisify(execFile)('sync', ['-f', disk.path])
  const saved: string[] = []
  for (let n = 0; n < 20; n++) {
    const title = `Course ${n}`
    if ((await newCourse(at, title)).status === 302) saved.push(title)
  }
  // What the kernel has and the disk has not is gone with it.
  await disk.fail()
  expect(saved).toHaveLength(20)
  at.schools.close()
  await server.end('SIGKILL')
  await disk.mend()
  await server.boot()
  await expectReadable(at)
  const again = at.reopen()
  expect(titles(again.openById(weld.tenant.id))).toEqual(expect.arrayContaining(saved))
  for (const { tenant } of [weld, madder]) expect(integrity(again.openById(tenant.id))).toEqual([{ integrity_check: 'ok' }])
  expect(again.registry.read((db) => db.all('PRAGMA integrity_check'))).toEqual([{ integrity_check: 'ok' }])
})
