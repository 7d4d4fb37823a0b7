import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ObjectMissing } from '#integrations/storage/storage.ts'
import { BackupRefused, BackupUnknown } from './failures.ts'
import { inChild } from './in-child.ts'
import type { BackupEntry } from './list-backups.ts'
import { type Manifest, manifestKey, packedKey, readManifest } from './manifest.ts'
import type { Shelf } from './shelf.ts'
import { inFolder } from './work-folder.ts'

const LONGEST_MANIFEST = 1024 * 1024

export interface Fetched {
  readonly manifest: Manifest
  /** The file as it was, whole and checked. */
  readonly file: string
  /** The same as it lies in storage. */
  readonly packed: string
}

/**
 * Brings a backup into `folder` and proves every word of its manifest: signature, sizes, checksums, SQLite's own check, rows.
 * @throws BackupUnknown, BackupRefused
 */
export async function fetchBackup(shelf: Shelf, { name }: Pick<BackupEntry, 'name'>, folder: string): Promise<Fetched> {
  const manifest = await fetchManifest(shelf, name)
  const [packed, file] = [join(folder, 'packed'), join(folder, 'file')]
  const stored = await shelf.objects.stat(packedKey(name))
  if (stored?.size !== manifest.packedBytes) throw new BackupRefused('size')
  const { body } = await shelf.objects.get(packedKey(name))
  await pipeline(body, createWriteStream(packed))
  await unpackBackup(manifest, packed, file)
  return { manifest, file, packed }
}

/** Unpacks what a manifest describes and proves it: sizes, checksums, SQLite's own check, rows. @throws BackupRefused */
export async function unpackBackup(manifest: Manifest, packed: string, file: string): Promise<void> {
  const { bytes, sha256, packedSha256 } = manifest
  await inChild('unpack', { packed, file, bytes, sha256, packedSha256 })
  const found = await inChild('inspect', { file })
  if (found.schema !== manifest.schema || !sameRows(found.rows, manifest.rows)) throw new BackupRefused('rows')
}

/** Fetches a backup only to prove that it can be. @throws BackupUnknown, BackupRefused */
export const verifyBackup = (shelf: Shelf, entry: BackupEntry): Promise<Manifest> =>
  inFolder(shelf, async (folder) => (await fetchBackup(shelf, entry, folder)).manifest)

async function fetchManifest(shelf: Shelf, name: string): Promise<Manifest> {
  try {
    const { body, size } = await shelf.objects.get(manifestKey(name))
    if (size > LONGEST_MANIFEST) {
      body.destroy()
      throw new BackupRefused('manifest')
    }
    const chunks: Buffer[] = []
    for await (const chunk of body) chunks.push(chunk)
    return readManifest(shelf, name, Buffer.concat(chunks))
  } catch (error) {
    throw error instanceof ObjectMissing ? new BackupUnknown() : error
  }
}

const sameRows = (found: Manifest['rows'], said: Manifest['rows']): boolean =>
  Object.keys(found).length === Object.keys(said).length && Object.entries(found).every(([table, rows]) => said[table] === rows)
