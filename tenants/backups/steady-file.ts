import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { writeAll } from './write-all.ts'

/** At most two of these are unwritten at a time. */
const SYNC_BYTES = 16 * 1024 * 1024

const datasync = promisify(fdatasync)

/**
 * A large file written from its start to its end. A school's own commit may have to wait for what the disk has not written yet:
 * so it is synced as it grows, while its writer goes on.
 */
export class SteadyFile {
  readonly #file: number
  #unsynced = 0
  #sync: Promise<unknown> = Promise.resolve()

  /** Begins at nothing, whatever was there. */
  constructor(path: string) {
    this.#file = openSync(path, 'w')
  }

  async write(bytes: Uint8Array): Promise<void> {
    writeAll(this.#file, bytes)
    this.#unsynced += bytes.length
    if (this.#unsynced < SYNC_BYTES) return
    await this.#synced()
    this.#unsynced = 0
    this.#sync = datasync(this.#file).catch((error: unknown) => error)
  }

  async close(): Promise<void> {
    try {
      await this.#synced()
    } finally {
      closeSync(this.#file)
    }
  }

  async #synced(): Promise<void> {
    const trouble = await this.#sync
    if (trouble) throw trouble
  }
}
