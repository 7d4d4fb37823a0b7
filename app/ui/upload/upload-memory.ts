/** What makes a chosen file the same file as before, as far as a browser can tell. */
export interface Fingerprint {
  readonly name: string
  readonly size: number
  /** Milliseconds UTC; 0 for a Blob, which has none. */
  readonly lastModified: number
}

export interface UnfinishedUpload {
  readonly fingerprint: Fingerprint
  readonly uploadId: string
  readonly assetId: string
  /** Milliseconds UTC. */
  readonly startedAt: number
}

/** Storage forgets abandoned uploads too; an offer to go on that cannot be kept is worse than none. */
export const KEPT_MS = 7 * 24 * 3600_000

type Shelf = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

/**
 * Uploads that can go on after a reload, kept in this browser.
 * @param scope whose they are, such as a school and a course: one scope never sees another's
 */
export function findUnfinished(scope: string, now = Date.now(), shelf = ownShelf()): UnfinishedUpload[] {
  return read(scope, shelf).filter((upload) => now - upload.startedAt < KEPT_MS)
}

export function rememberUpload(scope: string, upload: UnfinishedUpload, shelf = ownShelf()): void {
  const others = findUnfinished(scope, upload.startedAt, shelf).filter((other) => !sameFile(other.fingerprint, upload.fingerprint))
  write(scope, [...others, upload], shelf)
}

export function forgetUpload(scope: string, uploadId: string, shelf = ownShelf()): void {
  const all = read(scope, shelf)
  const others = all.filter((upload) => upload.uploadId !== uploadId)
  if (others.length < all.length) write(scope, others, shelf)
}

export function fingerprintOf(file: Blob & { readonly name: string; readonly lastModified?: number }): Fingerprint {
  return { name: file.name, size: file.size, lastModified: file.lastModified ?? 0 }
}

export function sameFile(a: Fingerprint, b: Fingerprint): boolean {
  return a.name === b.name && a.size === b.size && a.lastModified === b.lastModified
}

function ownShelf(): Shelf | undefined {
  try {
    return globalThis.localStorage
  } catch {
    // Reading the property throws where the person forbids storage. An upload then works, it only cannot go on after a reload.
    return undefined
  }
}

function place(scope: string): string {
  return `lectern.uploads.${scope}`
}

function read(scope: string, shelf: Shelf | undefined): UnfinishedUpload[] {
  const text = shelf?.getItem(place(scope))
  if (!text) return []
  try {
    const kept: unknown = JSON.parse(text)
    return Array.isArray(kept) ? kept.filter(isUnfinished) : []
  } catch {
    // Somebody else's text under our name: as good as nothing.
    return []
  }
}

function write(scope: string, uploads: readonly UnfinishedUpload[], shelf: Shelf | undefined): void {
  try {
    if (uploads.length > 0) shelf?.setItem(place(scope), JSON.stringify(uploads))
    else shelf?.removeItem(place(scope))
  } catch {
    // A full or forbidden storage costs the going on after a reload, never the upload.
  }
}

function isUnfinished(value: unknown): value is UnfinishedUpload {
  return (
    isRecord(value) &&
    typeof value.uploadId === 'string' &&
    typeof value.assetId === 'string' &&
    typeof value.startedAt === 'number' &&
    isRecord(value.fingerprint) &&
    typeof value.fingerprint.name === 'string' &&
    typeof value.fingerprint.size === 'number' &&
    typeof value.fingerprint.lastModified === 'number'
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
