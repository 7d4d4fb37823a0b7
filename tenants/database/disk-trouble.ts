import { isOutOfDescriptors, noneLeft } from '#lib/descriptors.ts'
import { isCode } from '#lib/errno.ts'
import type { Log } from '#lib/log.ts'
import { isTransient, isUnopened } from './connection.ts'
import { DiskTrouble, OutOfFiles } from './failures.ts'

/** What Node says when the machine has no room or no right to write (errno(3)). */
const OF_THE_SYSTEM = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO', 'ENOMEM']

/** The failure to tell people of when the machine is at fault, from SQLite's word or the file system's; anything else comes back as it is. */
export function diskTroubleOf(error: unknown): unknown {
  if (!(error instanceof Error) || isTrouble(error)) return error
  // SQLite says only that it cannot open something, and would say the same of a folder.
  if (isOutOfDescriptors(error) || (isUnopened(error) && noneLeft())) return new OutOfFiles(error)
  return isCode(error, ...OF_THE_SYSTEM) || isTransient(error) ? new DiskTrouble(error) : error
}

/** The same, and the operator is told; for where it is met first. */
export function toldDiskTrouble(log: Log, error: unknown): unknown {
  const trouble = diskTroubleOf(error)
  if (trouble === error) return error
  if (trouble instanceof OutOfFiles) log.error({ err: error }, 'this process may open no more files and connections')
  else log.error({ err: error }, 'the disk cannot do what it should')
  return trouble
}

const isTrouble = (error: Error): boolean => error instanceof DiskTrouble || error instanceof OutOfFiles
