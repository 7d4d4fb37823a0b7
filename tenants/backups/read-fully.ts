import { readSync } from 'node:fs'

/** Fills `into` from `position` on; one read(2) may give less than it was asked for. Answers how many bytes there were. */
export function readFully(file: number, into: Uint8Array, position: number): number {
  for (let done = 0; ; ) {
    const read = readSync(file, into, done, into.length - done, position + done)
    done += read
    if (read === 0 || done === into.length) return done
  }
}
