import { writeSync } from 'node:fs'

/** One write(2) may take less than it was given. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}
