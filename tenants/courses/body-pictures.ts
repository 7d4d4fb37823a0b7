import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { assetStanding } from '#tenants/media/asset-standing.ts'
import { assets } from '#tenants/media/schema.ts'

const PICTURE = /<img data-asset="([a-z0-9_]+)"[^>]*>/g

export type BodyPicture =
  | {
      readonly state: 'ready'
      readonly assetId: string
      readonly width: number
      readonly height: number
      readonly widths: readonly number[]
    }
  | { readonly state: 'uploading' | 'preparing' }
  /** A key of the catalogue below `jobs.reason`. */
  | { readonly state: 'failed'; readonly reason: string | null }

const picturesNamed = (clean: string): string[] => [...new Set([...clean.matchAll(PICTURE)].map(([, id = '']) => id))]

const ownPictures = (db: Reading, ids: readonly string[]) =>
  db
    .select()
    .from(assets)
    .where(and(inArray(assets.id, [...ids]), eq(assets.kind, 'image'), isNull(assets.deletedAt)))
    .all()

/** A cleaned text without what it names and this school has no picture of. */
export function withOwnPictures(db: Reading, clean: string): string {
  const named = picturesNamed(clean)
  if (!named.length) return clean
  const own = new Set(ownPictures(db, named).map((asset) => asset.id))
  return clean.replace(PICTURE, (picture, id: string) => (own.has(id) ? picture : ''))
}

/** How far each picture of a text is, by its id; one that is not in the answer is gone. */
export function bodyPictures(db: Reading, html: string, now = Date.now()): Record<string, BodyPicture> {
  const named = picturesNamed(html)
  if (!named.length) return {}
  return Object.fromEntries(ownPictures(db, named).map((asset) => [asset.id, pictureOf(db, asset, now)]))
}

function pictureOf(db: Reading, asset: typeof assets.$inferSelect, now: number): BodyPicture {
  const standing = assetStanding(db, asset, now)
  if (standing.state === 'failed') return { state: 'failed', reason: standing.reason }
  if (standing.state !== 'ready') return { state: standing.state === 'uploading' ? 'uploading' : 'preparing' }
  const widths = (asset.renditions ?? []).map((made) => made.width)
  return { state: 'ready', assetId: asset.id, width: asset.width ?? 0, height: asset.height ?? 0, widths }
}
