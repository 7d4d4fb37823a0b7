import type { FileHandle } from 'node:fs/promises'
import { writeFully } from './durable.ts'
import type { Spent } from './storage.ts'

/** What one write takes: bytes, and pieces when a bad line brings small ones. */
const STEP = 512 * 1024
const MOST_PIECES = 64

/** Writes what comes in pieces to `position` of a file and on, in large steps: one is on its way while the next is gathered. */
export class PartWriter {
  readonly #file: FileHandle
  readonly #spent: Spent
  #position: number
  #gathered: Uint8Array[] = []
  #bytes = 0
  #writing: Promise<void> = Promise.resolve()

  constructor(file: FileHandle, position: number, spent: Spent) {
    this.#file = file
    this.#position = position
    this.#spent = spent
  }

  async take(piece: Uint8Array): Promise<void> {
    this.#gathered.push(piece)
    this.#bytes += piece.length
    if (this.#bytes >= STEP || this.#gathered.length === MOST_PIECES) await this.#turn()
  }

  /** Resolves when all of it is written. */
  async end(): Promise<void> {
    await this.#turn()
    await this.#writing
  }

  /** Resolves when no write is on its way any more, whatever has become of it: from then on the file is somebody else's. */
  async atRest(): Promise<void> {
    await Promise.allSettled([this.#writing])
  }

  async #turn(): Promise<void> {
    await this.#writing
    this.#writing = this.#write(this.#gathered, this.#bytes, this.#position)
    // A failure is met by whoever waits for it next; until then it must not count as nobody's.
    this.#writing.catch(() => undefined)
    this.#position += this.#bytes
    this.#gathered = []
    this.#bytes = 0
  }

  async #write(pieces: Uint8Array[], bytes: number, position: number): Promise<void> {
    const { bytesWritten } = await this.#file.writev(pieces, position)
    // writev(2) may take less than it was given.
    if (bytesWritten < bytes) await writeFully(this.#file, Buffer.concat(pieces).subarray(bytesWritten), position + bytesWritten)
    for (const piece of pieces) this.#spent(piece)
  }
}
