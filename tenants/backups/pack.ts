import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CompressStream, DecompressStream } from 'zstd-napi'
import { BackupRefused } from './failures.ts'
import type { Answers, Asks } from './tasks.ts'

const CHUNK = 1024 * 1024

/** The command line’s own default, and its checksum of the frame. */
const ZSTD = { compressionLevel: 3, checksumFlag: true }

export async function pack({ file, packed }: Asks<'pack'>): Promise<Answers<'pack'>> {
  const [plain, small] = [new Counted(), new Counted()]
  await pipeline(
    createReadStream(file, { highWaterMark: CHUNK }),
    plain,
    new CompressStream(ZSTD),
    small,
    createWriteStream(packed, { highWaterMark: CHUNK }),
  )
  return { bytes: plain.bytes, sha256: plain.sha256(), packedBytes: small.bytes, packedSha256: small.sha256() }
}

/** @throws BackupRefused at the first byte above `bytes`, whatever the packed file would still unfold to */
export async function unpack({ packed, file, bytes, sha256, packedSha256 }: Asks<'unpack'>): Promise<Answers<'unpack'>> {
  const small = new Counted()
  const plain = new Counted(bytes)
  try {
    await pipeline(
      createReadStream(packed, { highWaterMark: CHUNK }),
      small,
      new DecompressStream(),
      plain,
      createWriteStream(file, { highWaterMark: CHUNK }),
    )
  } catch (error) {
    // The stream has ended in the middle: of which part of the packed file nothing is known yet.
    throw error instanceof BackupRefused || isOfDisk(error) ? error : new BackupRefused('checksum', String(error))
  }
  if (plain.bytes !== bytes) throw new BackupRefused('size')
  if (small.sha256() !== packedSha256 || plain.sha256() !== sha256) throw new BackupRefused('checksum')
  return {}
}

const isOfDisk = (error: unknown): boolean => error instanceof Error && 'syscall' in error

/** Lets bytes through, counts and hashes them, and ends at the most it was told. */
class Counted extends Transform {
  bytes = 0
  readonly #hash: Hash = createHash('sha256')

  constructor(private readonly most = Number.POSITIVE_INFINITY) {
    super({ highWaterMark: CHUNK })
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length
    this.#hash.update(chunk)
    if (this.bytes > this.most) done(new BackupRefused('size'))
    else done(null, chunk)
  }

  sha256(): string {
    return this.#hash.digest('hex')
  }
}
