import { BackupUnknown } from './failures.ts'
import { manifestKey, momentOf } from './manifest.ts'
import type { Shelf } from './shelf.ts'

export interface BackupEntry {
  readonly name: string
  /** It holds what was committed before. Milliseconds UTC. */
  readonly at: number
  /** In storage. */
  readonly packedBytes: number
}

/** What lies on a shelf, oldest first. Packed bytes without a manifest are no backup. */
export async function listBackups(shelf: Shelf): Promise<BackupEntry[]> {
  const sizes = new Map<string, number>()
  const described: string[] = []
  for await (const { key, size } of shelf.objects.list('')) {
    const [name = '', ...ending] = key.split('.')
    if (key === manifestKey(name)) described.push(name)
    else if (ending.join('.') === 'db.zst') sizes.set(name, size)
  }
  return described.flatMap((name) => {
    const at = momentOf(name)
    const packedBytes = sizes.get(name)
    return at === undefined || packedBytes === undefined ? [] : [{ name, at, packedBytes }]
  })
}

/** Which backup is meant: one by its name, the last one not after a moment, or simply the last one. */
export type Wanted = { readonly name: string } | { readonly notAfter: number } | 'last'

/** @throws BackupUnknown */
export async function findBackup(shelf: Shelf, wanted: Wanted): Promise<BackupEntry> {
  const all = await listBackups(shelf)
  const found = all.filter((one) => wanted === 'last' || ('name' in wanted ? one.name === wanted.name : one.at <= wanted.notAfter)).at(-1)
  if (!found) throw new BackupUnknown()
  return found
}
