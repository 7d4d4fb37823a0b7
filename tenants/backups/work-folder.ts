import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Shelf } from './shelf.ts'

/** Runs `work` with a folder of its own on the data folder's disk, and takes the folder away after it. */
export async function inFolder<T>(shelf: Pick<Shelf, 'workDir'>, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(shelf.workDir, { recursive: true })
  const folder = await mkdtemp(join(shelf.workDir, 'w-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Takes away what killed processes left of their work. Answers how many folders went. */
export async function sweepFolders(workDir: string, olderThanMs: number, now = Date.now()): Promise<number> {
  await mkdir(workDir, { recursive: true })
  let swept = 0
  for (const name of await readdir(workDir)) {
    const path = join(workDir, name)
    if (now - (await stat(path)).mtimeMs < olderThanMs) continue
    await rm(path, { recursive: true, force: true })
    swept++
  }
  return swept
}
