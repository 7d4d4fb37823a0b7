import type { Readable } from 'node:stream'

/** Bytes `start` to `end`, both included, as HTTP ranges count. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface StoredObject {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds UTC. */
  readonly modifiedAt: number
}

export interface Part {
  /** From 1, as S3 counts. */
  readonly number: number
  readonly size: number
  /** SHA-256 of the part, base64, as S3's x-amz-checksum-sha256. */
  readonly sha256: string
}

/** Hears of bytes that storage was given and needs no more. */
export type Spent = (bytes: Uint8Array) => void

/** An upload in signed parts. Every part but the last has `partSize` bytes; parts may come in any order and more than once. */
export interface Multipart {
  /** Starts an upload to `key` and answers its id. `size` is the whole, in bytes. */
  begin(key: string, upload: { size: number; partSize: number }): Promise<string>
  /** A URL the browser can PUT this part to, or undefined when the app itself takes the bytes (`putPart`). */
  partUrl(
    key: string,
    uploadId: string,
    part: { number: number; size: number; sha256: string },
    expiresInMs: number,
  ): Promise<string | undefined>
  /**
   * Stores one part. Sending the same part again replaces it.
   * @param spent hears of each piece of the body once it is stored, for a caller who wants its memory back
   * @throws PartRefused when the size or the checksum is not what was announced; nothing is kept then.
   */
  putPart(key: string, uploadId: string, part: Part, body: Readable, spent?: Spent): Promise<void>
  /** The parts that are safely stored, in order. */
  parts(key: string, uploadId: string): Promise<Part[]>
  /**
   * Makes the object out of its parts. Safe to call again after it succeeded.
   * @throws UploadIncomplete with the numbers that are missing.
   */
  complete(key: string, uploadId: string): Promise<StoredObject>
  /** Forgets the upload and its parts. Safe to call again. */
  abort(key: string, uploadId: string): Promise<void>
}

/** What a link answers with besides the bytes. */
export interface LinkAnswer {
  readonly contentType?: string
  /** As `Content-Disposition` says it. */
  readonly disposition?: string
}

export interface SignedPut {
  readonly url: string
  readonly headers: Record<string, string>
}

/** Who passes a link on passes on one object for so long, whatever becomes of the right to it. */
export const VIEWER_LINK_MS = 60_000
/**
 * Classes that cost less to keep and more to read, and that are read at once like any other. Those that must be asked for hours before
 * (GLACIER, DEEP_ARCHIVE) are not among them: nothing here waits for a restore.
 */
export const COLD_CLASSES = ['STANDARD_IA', 'GLACIER_IR'] as const
export type ColdClass = (typeof COLD_CLASSES)[number]

/** Object storage as S3 means it: flat keys with `/` in them, whole objects, no rename. */
export interface Storage {
  put(key: string, body: Readable | Uint8Array, contentType?: string): Promise<StoredObject>
  /** @throws ObjectMissing */
  get(key: string, range?: ByteRange): Promise<{ body: Readable; size: number }>
  stat(key: string): Promise<StoredObject | undefined>
  /** Every object whose key starts with `prefix`, in key order. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** Names directly below `prefix`, which ends in `/`, that have objects below them, in order. A folder of thousands costs as much as one. */
  folders(prefix: string): AsyncIterable<string>
  /** Puts the same bytes under another key, inside the storage: they pass through nobody's memory on S3. @throws ObjectMissing */
  copy(from: string, to: string): Promise<StoredObject>
  /** The cheaper class objects can be moved to; undefined where there is none. */
  readonly coldClass: ColdClass | undefined
  /** Moves an object to the cheaper class, inside the storage. Safe to repeat. @throws ObjectMissing, NoColdClass */
  moveToCold(key: string): Promise<ColdClass>
  delete(key: string): Promise<void>
  /** Deletes every object below `prefix`, which must end in `/`. Answers how many went. */
  deletePrefix(prefix: string): Promise<number>
  readonly multipart: Multipart
  /** A URL that answers the object, in ranges too, or undefined when the app itself has to. */
  getUrl(key: string, expiresInMs: number, answer?: LinkAnswer): Promise<string | undefined>
  /** The same for browsers, good for a minute: at the CDN, where one stands in front of the bucket. */
  viewerUrl(key: string, answer?: LinkAnswer): Promise<string | undefined>
  /** A URL that takes exactly these bytes by PUT with these headers, or undefined when the app itself has to (`put`). `sha256` is base64. */
  putUrl(key: string, object: { size: number; sha256: string }, expiresInMs: number): Promise<SignedPut | undefined>
  /** Where perform code on this machine may read the object and write below a prefix. */
  source(key: string): { kind: 'file'; path: string }
  sink(prefix: string): { kind: 'directory'; path: string }
}

/** The storage of all schools, as its owner holds it. */
export interface RootStorage extends Storage {
  /** Where browsers send parts and fetch objects themselves; undefined when they only ever meet the app. */
  readonly browserOrigin: string | undefined
  /** Where they fetch objects instead, when a CDN stands in front. */
  readonly edgeOrigin: string | undefined
  /**
   * Takes away what crashed processes and abandoned uploads left inside the storage itself, untouched for `olderThanMs`. Answers how
   * many pieces went, or would go.
   */
  sweepLitter(olderThanMs: number, options?: { now?: number; dryRun?: boolean }): Promise<number>
}

export class ObjectMissing extends Error {
  override readonly name = 'ObjectMissing'
  constructor(readonly key: string) {
    super(`no object at ${key}`)
  }
}

/** Perform code asked for a file of this machine, and this storage has none: it goes by links instead. */
export class NotOnThisMachine extends Error {
  override readonly name = 'NotOnThisMachine'
  constructor(readonly key: string) {
    super(`${key} is in a bucket, not in a folder of this machine`)
  }
}

export class NoColdClass extends Error {
  override readonly name = 'NoColdClass'
  constructor() {
    super('this storage has one class alone')
  }
}

export class KeyRefused extends Error {
  override readonly name = 'KeyRefused'
  constructor(readonly key: string) {
    super(`not a storage key: ${JSON.stringify(key)}`)
  }
}

export class PartRefused extends Error {
  override readonly name = 'PartRefused'
  constructor(
    readonly code: 'size' | 'checksum' | 'number' | 'unknown_upload',
    message: string,
  ) {
    super(message)
  }
}

export class UploadIncomplete extends Error {
  override readonly name = 'UploadIncomplete'
  constructor(readonly missing: readonly number[]) {
    super(`parts missing: ${missing.join(', ')}`)
  }
}
