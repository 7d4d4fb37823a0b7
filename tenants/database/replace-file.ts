import { randomInt } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { syncFolder } from '#integrations/storage/durable.ts'
import { type Db, isBroken, isMissing, openDatabase } from './connection.ts'

/** Two megabytes of pages at a time. */
const PAGES_A_STEP = 500
const PATIENCE_MS = 60_000

export interface Replacement {
  /** The file in use. */
  readonly file: string
  /** What it shall be from now on: whole, and with no log beside it. Gone afterwards. */
  readonly by: string
  /** Where what was there before is kept. */
  readonly kept: string
  /** Called with the file's write lock held, right before the change is made. */
  readonly underLock: () => void
}

export class LockNotHad extends Error {
  override readonly name = 'LockNotHad'
}

/**
 * Makes a file in use another one, in every process that has it open, as one SQLite transaction that writes all pages: who reads sees
 * one of the two, who writes waits for the lock and then writes to the new one, and a process killed at any moment leaves one of
 * the two. Nobody has to let go of anything, and nothing is renamed below SQLite, which also is what LiteFS asks for.
 * Only a file that SQLite cannot lock, because it is none, is replaced by rename (`byRename`).
 * @throws LockNotHad when others keep the lock for a minute
 */
export async function replaceFile(replacement: Replacement): Promise<'in place' | 'by rename'> {
  const line = newLine(replacement.by)
  if (await inPlace(replacement, line)) return 'in place'
  await byRename(replacement)
  return 'by rename'
}

/** Answers false when the file cannot be locked, or not even be read page by page. */
async function inPlace(replacement: Replacement, line: number): Promise<boolean> {
  const live = openLive(replacement.file)
  if (!live) return false
  const source = new Database(replacement.by, { fileMustExist: true })
  try {
    for (const deadline = performance.now() + PATIENCE_MS; ; await wait(20)) {
      await overwrite(source, live, replacement)
      // A lock that was not had looks like a copy that is done: only the file itself knows.
      if (lineOf(live) === line) break
      if (performance.now() > deadline) throw new LockNotHad(replacement.file)
    }
    // The log holds every page once more. Nobody else shall have to carry it over in the middle of a request.
    live.$client.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    if (isBroken(error)) return false
    throw error
  } finally {
    source.close()
    live.$client.close()
  }
  for (const suffix of ['', '-wal', '-shm']) rmSync(replacement.by + suffix, { force: true })
  return true
}

/** Which line of a file's life this is: 0 from its birth, and another number after each time it was replaced. */
export const lineOf = (db: Db): number => Number(db.$client.pragma('application_id', { simple: true }))

function newLine(file: string): number {
  const line = randomInt(1, 2 ** 31 - 1)
  const db = new Database(file, { fileMustExist: true })
  db.pragma(`application_id = ${line}`)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  return line
}

/** A connection whose pages may be damaged, but whose file can be locked and written; undefined where there is none. */
function openLive(file: string): Db | undefined {
  // Without a single page SQLite cannot even say which kind of lock it would need.
  if (!statSync(file, { throwIfNoEntry: false })?.size) return undefined
  let db: Db | undefined
  try {
    db = openDatabase(file)
    db.$client.pragma('user_version')
    return db
  } catch (error) {
    db?.$client.close()
    if (isBroken(error) || isMissing(error)) return undefined
    throw error
  }
}

/** Takes the lock with the first step, keeps what is there, then writes; another writer's lock ends it before anything is done. */
async function overwrite(source: Database.Database, live: Db, { file, kept, underLock }: Replacement): Promise<void> {
  let stage: 'new' | 'keeping' | 'writing' = 'new'
  let trouble: unknown
  const begin = async () => {
    try {
      await keep(live, kept)
      underLock()
      stage = 'writing'
    } catch (error) {
      trouble = error
    }
  }
  await source.backup(file, {
    progress() {
      if (trouble) throw trouble
      if (stage === 'new') {
        stage = 'keeping'
        void begin()
      }
      // 0 pages: the lock stays, and nothing is written before what was there is safe.
      return stage === 'writing' ? PAGES_A_STEP : 0
    },
  })
}

/** What was committed last: pages written under the lock are nobody's yet. */
async function keep(live: Db, kept: string): Promise<void> {
  const unfinished = `${kept}.part`
  mkdirSync(dirname(kept), { recursive: true })
  rmSync(unfinished, { force: true })
  await live.$client.backup(unfinished, { progress: () => PAGES_A_STEP })
  renameSync(unfinished, kept)
  await syncFolder(dirname(kept))
}

/**
 * For a file that is missing or no database, on a plain disk alone. It cannot be opened any more, so nobody can begin to write to it;
 * who has it open still lets go when it looks (see Pool). At every moment one file stands at the path.
 */
async function byRename({ file, by, kept, underLock }: Replacement): Promise<void> {
  mkdirSync(dirname(kept), { recursive: true })
  if (existsSync(file)) linkSync(file, kept)
  // A log of the old file would be taken for one of the new.
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${kept}-wal`)
  rmSync(`${file}-shm`, { force: true })
  underLock()
  renameSync(by, file)
  await syncFolder(dirname(file))
  await syncFolder(dirname(kept))
}
