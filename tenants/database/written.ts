import { AsyncLocalStorage } from 'node:async_hooks'

const written = new AsyncLocalStorage<Set<string>>()

/** Runs `fn` and whatever it begins; the files that are committed to meanwhile are added to `files`. */
export const notingWrites = <T>(files: Set<string>, fn: () => T): T => written.run(files, fn)

/** A transaction on this file was committed. */
export const noteWritten = (file: string): void => void written.getStore()?.add(file)
