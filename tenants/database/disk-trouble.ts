import type { Log } from '#lib/log.ts'
import { isTransient } from './connection.ts'
import { DiskTrouble } from './failures.ts'

/** What Node says when the machine has no room, no right to write or no file handle left (errno(3)). */
const OF_THE_SYSTEM = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM'])

/** The failure to tell people of when the machine is at fault, from SQLite's word or the file system's; anything else comes back as it is. */
export function diskTroubleOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DiskTrouble) return error
  const isOfTheSystem = 'code' in error && typeof error.code === 'string' && OF_THE_SYSTEM.has(error.code)
  return isOfTheSystem || isTransient(error) ? new DiskTrouble(error) : error
}

/** The same, and the operator is told; for where it is met first. */
export function toldDiskTrouble(log: Log, error: unknown): unknown {
  const trouble = diskTroubleOf(error)
  if (trouble instanceof DiskTrouble && trouble !== error) log.error({ err: error }, 'the disk cannot do what it should')
  return trouble
}
