import { existsSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where distributions keep libfaketime; who has none is not tested with a clock that is set. */
const LIBRARY = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
].find((path) => existsSync(path))

export const canSetClock = LIBRARY !== undefined

export interface FalseClock {
  /** For the process whose wall clock it is. The clock that nobody sets, and the times of files, stay true. */
  readonly env: Readonly<Record<string, string>>
  /** Days ahead of the true clock. */
  set(days: number): Promise<void>
}

export async function falseClock(folder: string, days: number): Promise<FalseClock> {
  const file = join(folder, 'clock')
  const set = async (to: number) => {
    await writeFile(`${file}.next`, `${to < 0 ? '-' : '+'}${Math.abs(to)}d\n`)
    await rename(`${file}.next`, file)
  }
  await set(days)
  return {
    env: {
      LD_PRELOAD: LIBRARY ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    set,
  }
}
