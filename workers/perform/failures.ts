import { open, stat } from 'node:fs/promises'
import { PermanentFailure } from '#tenants/jobs/contract.ts'
import type { Source } from './source.ts'

/** Bytes of the source. @throws PermanentFailure media.empty; ENOENT as it is, for the object may yet come back. */
export async function sizeOfSource(path: string): Promise<number> {
  const { size } = await stat(path)
  if (size === 0) throw new PermanentFailure('media.empty', 'the source has no bytes')
  return size
}

/** What a machine in trouble says. Another try may go well, whatever else stands in the same log. */
const MACHINE =
  /No space left on device|Cannot allocate memory|Input\/output error|Too many open files|Permission denied|Read-only file system/i

const BROKEN =
  /Invalid data found|moov atom not found|Cannot determine format|End of file|Error while decoding|Error opening filters|Could not find codec parameters|Output file is empty/i

const FOREIGN =
  /Format not on whitelist|Protocol '.*' not on whitelist|Decoder .*not found|Unknown decoder|Decoding requested, but no decoder found/i

/**
 * Says whether ffmpeg's or ffprobe's log blames the source: a broken container that starts like one is cut off,
 * anything else was never media. Undefined when the log names nothing that is wrong with the source itself.
 */
export async function blame(source: Pick<Source, 'head'>, log: string): Promise<PermanentFailure | undefined> {
  if (MACHINE.test(log)) return undefined
  if (FOREIGN.test(log)) return new PermanentFailure('media.not_media', log)
  if (!BROKEN.test(log)) return undefined
  return new PermanentFailure((await startsLikeMedia(source)) ? 'media.truncated' : 'media.not_media', log)
}

/** The first bytes of the containers that are common enough to be sent cut off. */
async function startsLikeMedia(source: Pick<Source, 'head'>): Promise<boolean> {
  const head = await source.head(12)
  return (
    head.subarray(4, 8).toString('latin1') === 'ftyp' ||
    head.subarray(0, 4).equals(Buffer.from([0x1a, 0x45, 0xdf, 0xa3])) ||
    (head.subarray(0, 4).toString('latin1') === 'RIFF' && head.subarray(8, 12).toString('latin1') === 'AVI ') ||
    head.subarray(0, 3).toString('latin1') === 'FLV'
  )
}

/** The first bytes of a file: `length` of them, or as many as it has. */
export async function headOf(path: string, length: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
