import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CompressStream, DecompressStream } from 'zstd-napi'
import { BackupRefused } from './failures.ts'
import type { Answers, Asks } from './tasks.ts'

const CHUNK = 1024 * 1024

/** As the command line packs by itself: its level, its checksum of the frame, and a thread for it, while this one hashes. */
const ZSTD = { compressionLevel: 3, checksumFlag: true, nbWorkers: 1 }

/** Asks for the next chunk only when it has taken the last one in: all of them may be one buffer, of more than the stream keeps (16 KB). */
export async function pack(chunks: AsyncIterable<Buffer>, packed: string): Promise<Answers<'copy'>> {
  const plain = new Tally()
  const small = new Counted()
  await pipeline(tallied(chunks, plain), new CompressStream(ZSTD), small, createWriteStream(packed, { highWaterMark: CHUNK }))
  return { bytes: plain.bytes, sha256: plain.sha256(), packedBytes: small.tally.bytes, packedSha256: small.tally.sha256() }
}

async function* tallied(chunks: AsyncIterable<Buffer>, tally: Tally): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    tally.add(chunk)
    yield chunk
  }
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
  if (plain.tally.bytes !== bytes) throw new BackupRefused('size')
  if (small.tally.sha256() !== packedSha256 || plain.tally.sha256() !== sha256) throw new BackupRefused('checksum')
  return {}
}

const isOfDisk = (error: unknown): boolean => error instanceof Error && 'syscall' in error

class Tally {
  bytes = 0
  readonly #hash: Hash = createHash('sha256')

  add(chunk: Buffer): void {
    this.bytes += chunk.length
    this.#hash.update(chunk)
  }

  sha256(): string {
    return this.#hash.digest('hex')
  }
}

/** Lets bytes through, counts and hashes them, and ends at the most it was told. */
class Counted extends Transform {
  readonly tally = new Tally()

  constructor(private readonly most = Number.POSITIVE_INFINITY) {
    super({ highWaterMark: CHUNK })
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.tally.add(chunk)
    if (this.tally.bytes > this.most) done(new BackupRefused('size'))
    else done(null, chunk)
  }
}
