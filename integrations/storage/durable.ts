import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isCode } from '#lib/errno.ts'
import { TEMPORARY } from './disk-keys.ts'

/**
 * A rename lives through a power cut only when the folder it happened in was synced: fsync(2), "calling fsync() does not
 * necessarily ensure that the entry in the directory containing the file has also reached disk".
 */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Makes a folder and those above it, each entry synced in its parent. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** A path nobody else uses, on the root's own file system. */
export async function temporaryPath(root: string): Promise<string> {
  const folder = join(root, TEMPORARY)
  await makeFolder(folder)
  return join(folder, randomBytes(12).toString('hex'))
}

/** Moves a finished file to where it belongs, replacing what is there, and makes the move last. */
export async function moveInto(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await makeFolder(dirname(to))
    try {
      await rename(from, to)
      break
    } catch (error) {
      // A deletePrefix may take the empty folder away between the two lines above.
      if (attempt === 5 || !isCode(error, 'ENOENT')) throw error
    }
  }
  await syncFolder(dirname(to))
}

/** Writes a whole file so that others see all of it or nothing. `fill` gets the open file and may refuse by throwing. */
export async function writeWhole(root: string, to: string, fill: (file: FileHandle) => Promise<void>): Promise<void> {
  const temporary = await temporaryPath(root)
  try {
    const file = await open(temporary, 'wx')
    try {
      await fill(file)
      await file.sync()
    } finally {
      await file.close()
    }
    await moveInto(temporary, to)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Writes all of `bytes` at `position`; one write(2) may take less than it was given. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
