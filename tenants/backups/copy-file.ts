import { closeSync, fdatasyncSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Answers, Asks } from './tasks.ts'

/** 16 MB of pages of 4 KB. What is written between two syncs is what a school's own commit may have to wait for at the disk. */
const PAGES_A_STEP = 4_000

/**
 * SQLite's online backup inside one read transaction: the copy is of one moment, and is not begun anew at every commit of
 * somebody else. A reader of a WAL file holds up no writer; the log grows meanwhile and shrinks after.
 */
export async function copyFile({ file, copy }: Asks<'copy'>): Promise<Answers<'copy'>> {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 })
  let written: number | undefined
  try {
    db.exec('BEGIN')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    await db.backup(copy, {
      progress() {
        written ??= openSync(copy, 'r+')
        fdatasyncSync(written)
        return PAGES_A_STEP
      },
    })
    db.exec('COMMIT')
    return {}
  } finally {
    if (written !== undefined) closeSync(written)
    db.close()
  }
}
