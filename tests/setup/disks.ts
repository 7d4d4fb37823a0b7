import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import { isCode } from '#lib/errno.ts'

const run = promisify(execFile)

/** Who is not root cannot mount, and these tests say so by not being there. */
export const canMount = process.getuid?.() === 0

const KIB = 1024

/** A disk in memory of so many megabytes; gone when the test ends. */
export async function smallDisk(megabytes: number): Promise<{ readonly path: string; fill(): Promise<void>; free(): Promise<void> }> {
  const path = await mountPoint()
  await mount(path, ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs'])
  const ballast = join(path, 'ballast')
  return {
    path,
    /** To the last page. */
    async fill() {
      const file = await open(ballast, 'a')
      try {
        for (let size = 1024 * KIB; size >= 4 * KIB; ) {
          try {
            await file.appendFile(Buffer.alloc(size))
          } catch (error) {
            if (!isCode(error, 'ENOSPC')) throw error
            size /= 4
          }
        }
      } finally {
        await file.close()
      }
    },
    free: () => rm(ballast),
  }
}

/** A folder that becomes read-only for whatever is opened in it from then on, and writable again. */
export async function lockable(path: string): Promise<{ lock(): Promise<void>; unlock(): Promise<void> }> {
  const layers = { count: 0 }
  const unlock = async () => {
    for (; layers.count > 0; layers.count--) await run('umount', [path])
  }
  onTestFinished(unlock)
  return {
    async lock() {
      await run('mount', ['--bind', path, path])
      layers.count++
      await run('mount', ['-o', 'remount,ro,bind', path])
    },
    unlock,
  }
}

/** A disk with a real file system that can be made to fail under whoever uses it, as after an error of the drive (ext4(5), `abort`). */
export async function failingDisk(megabytes: number): Promise<{ readonly path: string; fail(): Promise<void>; mend(): Promise<void> }> {
  const path = await mountPoint()
  const image = `${path}.img`
  onTestFinished(() => rm(image, { force: true }))
  await (await open(image, 'w')).close()
  await truncate(image, megabytes * KIB * KIB)
  await run('mkfs.ext4', ['-q', image])
  await mount(path, ['-o', 'loop', image])
  return {
    path,
    fail: async () => void (await run('mount', ['-o', 'remount,abort', path])),
    /** Nobody may use it meanwhile. */
    async mend() {
      await run('umount', [path])
      // 1: errors were corrected.
      await run('e2fsck', ['-p', image]).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 1)) throw error
      })
      await run('mount', ['-o', 'loop', image, path])
    },
  }
}

async function mountPoint(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-disk-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function mount(path: string, options: readonly string[]): Promise<void> {
  await run('mount', [...options, path])
  onTestFinished(async () => void (await run('umount', [path])))
}
