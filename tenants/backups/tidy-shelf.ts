import { listBackups } from './list-backups.ts'
import { manifestKey, packedKey } from './manifest.ts'
import { outlived } from './retention.ts'
import type { Shelf } from './shelf.ts'

/** Longer than any backup takes: bytes without a manifest that are older belong to one that was killed. */
const UNFINISHED_MS = 86_400_000

/** Takes away what has outlived its use, and what killed backups left. Answers how many backups went. */
export async function tidyShelf(shelf: Shelf, now = Date.now()): Promise<number> {
  const gone = outlived(await listBackups(shelf), now)
  for (const { name } of gone) await remove(shelf, name)
  const whole = new Set((await listBackups(shelf)).map(({ name }) => packedKey(name)))
  for await (const { key, modifiedAt } of shelf.objects.list(''))
    if (key.endsWith('.db.zst') && !whole.has(key) && now - modifiedAt > UNFINISHED_MS) await shelf.objects.delete(key)
  return gone.length
}

/** The manifest first: what is half gone is no backup. */
async function remove(shelf: Shelf, name: string): Promise<void> {
  await shelf.objects.delete(manifestKey(name))
  await shelf.objects.delete(packedKey(name))
}
