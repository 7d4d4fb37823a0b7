import { closeSync, existsSync, fstatSync, openSync } from 'node:fs'
import { readFully } from './read-fully.ts'
import { writeAll } from './write-all.ts'

// The format: https://sqlite.org/fileformat2.html#the_write_ahead_log
const HEADER = 32
const FRAME_HEADER = 24
const FRAMES_A_READ = 256
/** Its last bit says that checksums are of big-endian words. */
const MAGIC = 0x377f0682

/** What was committed in a write-ahead log that has been copied beside. */
export interface Log {
  readonly pageSize: number
  /** Of the whole file after the last commit, in pages; undefined when the log holds no commit. */
  readonly size: number | undefined
  /** Where in the copy the last committed state of a page begins, by the page's number. */
  readonly pages: ReadonlyMap<number, number>
}

const NOTHING: Log = { pageSize: 0, size: undefined, pages: new Map() }

/**
 * Copies the committed frames of `log` while others write to it. The caller's read transaction keeps it from being begun anew, but for
 * one case: all of it was in the file already. Then the next writer does so, once; what was read of two logs is read again.
 */
export function copyLog(log: string, copy: string): Log {
  if (!existsSync(log)) return NOTHING
  const file = openSync(log, 'r')
  try {
    for (;;) {
      const header = headerOf(file)
      const found = copyFrames(file, header, copy)
      if (header.equals(headerOf(file))) return found
    }
  } finally {
    closeSync(file)
  }
}

function headerOf(file: number): Buffer {
  const header = Buffer.alloc(HEADER)
  return header.subarray(0, readFully(file, header, 0))
}

function copyFrames(file: number, header: Buffer, copy: string): Log {
  const sum = sumOfHeader(header)
  if (!sum) return NOTHING
  const pageSize = header.readUInt32BE(8)
  const frameSize = FRAME_HEADER + pageSize
  const block = Buffer.allocUnsafe(frameSize * FRAMES_A_READ)
  const pages = new Map<number, number>()
  const uncommitted = new Map<number, number>()
  let size: number | undefined
  // What is written now, and no more: a writer may be faster than this.
  const end = framesOf(file, header, frameSize) * frameSize
  const copied = openSync(copy, 'w')
  try {
    for (let at = 0, valid = block.length; valid === block.length; at += valid) {
      const frames = block.subarray(0, readFully(file, block.subarray(0, Math.max(0, end - at)), HEADER + at))
      for (valid = 0; valid + frameSize <= frames.length; valid += frameSize) {
        const frame = frames.subarray(valid, valid + frameSize)
        if (!follows(sum, header, frame)) break
        uncommitted.set(frame.readUInt32BE(0), at + valid + FRAME_HEADER)
        const sizeAfter = frame.readUInt32BE(4)
        if (sizeAfter === 0) continue
        size = sizeAfter
        for (const [page, where] of uncommitted) pages.set(page, where)
        uncommitted.clear()
      }
      writeAll(copied, frames.subarray(0, valid))
    }
  } finally {
    closeSync(copied)
  }
  return { pageSize, size, pages }
}

/** How many frames are of the log with this header. Those of a longer, older log lie behind them, never between. */
function framesOf(file: number, header: Buffer, frameSize: number): number {
  const frame = Buffer.alloc(FRAME_HEADER)
  let least = 0
  let most = Math.floor((fstatSync(file).size - HEADER) / frameSize)
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    const read = readFully(file, frame, HEADER + (middle - 1) * frameSize)
    if (read === FRAME_HEADER && isOf(header, frame)) least = middle
    else most = middle - 1
  }
  return least
}

/** Whether a frame has the salts of the log with this header. */
const isOf = (header: Buffer, frame: Buffer) => frame.compare(header, 16, 24, 8, 16) === 0

/** Undefined when there is no log, or its header is being written. */
function sumOfHeader(header: Buffer): Sum | undefined {
  if (header.length < HEADER || (header.readUInt32BE(0) & ~1) >>> 0 !== MAGIC) return undefined
  const sum = new Sum((header.readUInt32BE(0) & 1) === 0)
  sum.add(header.subarray(0, 24))
  return sum.is(header.subarray(24)) ? sum : undefined
}

/** Whether this frame is of the same log, and whole: an older log's frames stay behind the last one, and one may be half written. */
function follows(sum: Sum, header: Buffer, frame: Buffer): boolean {
  if (!isOf(header, frame)) return false
  sum.add(frame.subarray(0, 8))
  sum.add(frame.subarray(FRAME_HEADER))
  return sum.is(frame.subarray(16, FRAME_HEADER))
}

/** SQLite's checksum: each frame's goes on from the one before, so that only an unbroken row of frames is valid. */
class Sum {
  #first = 0
  #second = 0

  constructor(private readonly littleEndian: boolean) {}

  add(bytes: Buffer): void {
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let [first, second] = [this.#first, this.#second]
    for (let at = 0; at < bytes.length; at += 8) {
      first = (first + words.getUint32(at, this.littleEndian) + second) | 0
      second = (second + words.getUint32(at + 4, this.littleEndian) + first) | 0
    }
    this.#first = first
    this.#second = second
  }

  is(bytes: Buffer): boolean {
    return bytes.readInt32BE(0) === this.#first && bytes.readInt32BE(4) === this.#second
  }
}
