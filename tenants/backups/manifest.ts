import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { sameText } from '#lib/crypto.ts'
import { randomBase32 } from '#lib/ids.ts'
import { BackupRefused } from './failures.ts'
import type { Shelf } from './shelf.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Bytes = z.number().int().nonnegative()

/** What a backup is, written last: packed bytes without one are no backup. */
export const Manifest = z.object({
  format: z.literal(1),
  name: z.string(),
  /** The school's id, or `platform`. */
  of: z.string(),
  slug: z.string(),
  title: z.string(),
  /** The backup holds at least what was committed before. Milliseconds UTC. */
  at: z.number().int(),
  schema: z.number().int().nonnegative(),
  rows: z.record(z.string(), Bytes),
  /** Of the file as it was. */
  bytes: Bytes,
  sha256: Sha256,
  /** Of the object in storage. */
  packedBytes: Bytes,
  packedSha256: Sha256,
  /** How many objects the school had in storage; they are not in the backup. */
  objects: z.number().int().nonnegative(),
})
export type Manifest = z.infer<typeof Manifest>

const Signed = z.object({ manifest: Manifest, signature: z.string() })

/** `20261121T182148123Z-k3v9q0aa`: names sort by their moment. */
const NAME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z-[0-9a-z]{8}$/

export const newName = (at: number): string => `${new Date(at).toISOString().replace(/[-:.]/g, '')}-${randomBase32(8)}`

/** The moment a name says, or undefined when it is none of ours. */
export function momentOf(name: string): number | undefined {
  const [, ...parts] = NAME.exec(name) ?? []
  if (!parts.length) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = parts.map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second, ms)
}

export const packedKey = (name: string): string => `${name}.db.zst`
export const manifestKey = (name: string): string => `${name}.json`

/** In the order of the fields above, whoever put them together. */
const signatureOf = (key: Buffer, manifest: Manifest) =>
  createHmac('sha256', key)
    .update(JSON.stringify(Manifest.parse(manifest)))
    .digest('base64url')

export const signed = (shelf: Shelf, manifest: Manifest): Buffer =>
  Buffer.from(`${JSON.stringify({ manifest, signature: signatureOf(shelf.key, manifest) }, null, 2)}\n`)

/**
 * The manifest in these bytes, when it was written by us for this shelf under this name.
 * @throws BackupRefused
 */
export function readManifest(shelf: Shelf, name: string, bytes: Buffer): Manifest {
  const parsed = Signed.safeParse(jsonOf(bytes))
  if (!parsed.success) throw new BackupRefused('manifest')
  const { manifest, signature } = parsed.data
  if (manifest.of !== shelf.of) throw new BackupRefused('foreign')
  if (manifest.name !== name || !sameText(signature, signatureOf(shelf.key, manifest))) throw new BackupRefused('manifest')
  return manifest
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
