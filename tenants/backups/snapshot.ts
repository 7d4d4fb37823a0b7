import { closeSync, fstatSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { readFully } from './read-fully.ts'
import { copyLog, type Log } from './write-ahead-log.ts'

/** A whole number of pages, whatever their size. */
const CHUNK = 1024 * 1024

/**
 * The bytes of a file as it was at one moment, while others write to it. A read transaction is held all the while: it holds up no
 * writer, and keeps what is committed later out of the file. So a page is in the log as it was at the beginning (copied to `logCopy`), or
 * else the file's own is the one of that moment. Each chunk is good until the next one is asked for.
 *
 * Only in a process that has no other connection to the file, and nothing else to do.
 */
export function* snapshotOf(file: string, logCopy: string): Generator<Buffer> {
  // Closed after SQLite's own: a process that closes any descriptor of a file loses all its locks on it (fcntl(2)).
  const own = openSync(file, 'r')
  try {
    const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 })
    try {
      db.exec('BEGIN')
      db.prepare('SELECT count(*) FROM sqlite_schema').get()
      const log = copyLog(`${file}-wal`, logCopy)
      if (log.size === undefined) yield* chunksOf(own, fstatSync(own).size)
      else yield* withLog(own, log.size * log.pageSize, log, logCopy)
      db.exec('COMMIT')
    } finally {
      db.close()
    }
  } finally {
    closeSync(own)
  }
}

function* chunksOf(file: number, size: number): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(CHUNK)
  for (let at = 0; at < size; at += CHUNK) {
    const chunk = buffer.subarray(0, Math.min(CHUNK, size - at))
    // Behind the file's end are pages that are in the log alone.
    chunk.fill(0, readFully(file, chunk, at))
    yield chunk
  }
}

function* withLog(file: number, size: number, { pages, pageSize }: Log, logCopy: string): Generator<Buffer> {
  const logged = openSync(logCopy, 'r')
  try {
    let page = 1
    for (const chunk of chunksOf(file, size)) {
      for (let at = 0; at < chunk.length; at += pageSize, page++) {
        const where = pages.get(page)
        if (where !== undefined) readFully(logged, chunk.subarray(at, at + pageSize), where)
      }
      yield chunk
    }
  } finally {
    closeSync(logged)
  }
}
