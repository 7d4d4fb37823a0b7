import { Spreads, Tally } from '#lib/tally.ts'

/** Which of the two kinds of file; never which school's. */
export type FileKind = 'school' | 'platform'

/** Seconds from asking for the write lock to the attempt that got it. */
export const lockWaits = new Spreads<[FileKind]>([0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5])
/** Seconds that a write holds up this process: it is synchronous. */
export const writeTimes = new Spreads<[FileKind]>([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1])
/** Who was told to come back because another process held the lock too long. */
export const busyRefusals = new Tally<[FileKind, 'read' | 'write']>()

/** `set_aside`: turned out to be damaged. */
export const poolEvents = new Tally<['opened' | 'evicted' | 'set_aside' | 'migrated' | 'migration_failed']>()
