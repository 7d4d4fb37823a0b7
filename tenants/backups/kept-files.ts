import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Env } from '#lib/env.ts'

/** How long the file a restore took the place of is kept. */
export const KEPT_MS = 30 * 86_400_000

export interface KeptFile {
  /** The school's id, or `platform`. */
  readonly of: string
  readonly path: string
  /** When it was replaced. Milliseconds UTC. */
  readonly at: number
  readonly bytes: number
}

const folderOf = (env: Pick<Env, 'dataDir'>): string => join(env.dataDir, 'backups', 'before-restore')

export const keptPath = (env: Pick<Env, 'dataDir'>, of: string, now: number): string => join(folderOf(env), `${of}-${now}.db`)

/** What restores have put aside, oldest first. */
export async function listKept(env: Pick<Env, 'dataDir'>): Promise<KeptFile[]> {
  await mkdir(folderOf(env), { recursive: true })
  const found: KeptFile[] = []
  for (const name of await readdir(folderOf(env))) {
    const [, of, at] = /^([a-z0-9]+)-(\d+)\.db$/.exec(name) ?? []
    if (of === undefined) continue
    const path = join(folderOf(env), name)
    found.push({ of, path, at: Number(at), bytes: (await stat(path)).size })
  }
  return found.sort((a, b) => a.at - b.at)
}

/** Removes those that are old, and what a killed restore had begun to keep. Answers how many went. */
export async function sweepKept(env: Pick<Env, 'dataDir'>, now = Date.now()): Promise<number> {
  let swept = 0
  const old = (await listKept(env)).filter(({ at }) => now - at > KEPT_MS)
  for (const { path } of old) {
    for (const suffix of ['', '-wal']) await rm(path + suffix, { force: true })
    swept++
  }
  for (const name of await readdir(folderOf(env))) {
    const path = join(folderOf(env), name)
    if (!name.endsWith('.part') || now - (await stat(path)).mtimeMs < KEPT_MS) continue
    await rm(path, { force: true })
    swept++
  }
  return swept
}
