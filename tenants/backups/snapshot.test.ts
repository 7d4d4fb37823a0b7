import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { snapshotOf } from './snapshot.ts'

const PAGES = 1_500

let folder: string
let file: string
let writer: Database.Database
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-snapshot-'))
  file = join(folder, 'school.db')
  writer = new Database(file)
  writer.pragma('journal_mode = WAL')
  writer.pragma('wal_autocheckpoint = 0')
  writer.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, round INTEGER NOT NULL, text TEXT NOT NULL) STRICT')
  const insert = writer.prepare('INSERT INTO notes (round, text) VALUES (0, ?)')
  writer.transaction(() => {
    for (let row = 0; row < PAGES; row++) insert.run('x'.repeat(3_000))
  })()
})
afterEach(() => {
  writer.close()
  rmSync(folder, { recursive: true })
})

/** In one transaction, every row: two rounds in one file are no moment of it. */
const commit = (round: number) => writer.prepare('UPDATE notes SET round = ?').run(round)
const carryOver = (how: 'PASSIVE' | 'RESTART' | 'TRUNCATE') => writer.pragma(`wal_checkpoint(${how})`)

/** Takes a snapshot, doing `meanwhile` after each of its chunks, and answers what is in it. */
function snapshot(meanwhile: () => void = () => undefined) {
  const taken = join(folder, 'taken.db')
  const chunks: Buffer[] = []
  for (const chunk of snapshotOf(file, join(folder, 'log'))) {
    chunks.push(Buffer.from(chunk))
    meanwhile()
  }
  writeFileSync(taken, Buffer.concat(chunks))
  const db = new Database(taken)
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    return {
      rounds: db.prepare('SELECT DISTINCT round FROM notes').pluck().all(),
      rows: db.prepare('SELECT count(*) FROM notes').pluck().get(),
      bytes: statSync(taken).size,
    }
  } finally {
    db.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(taken + suffix, { force: true })
  }
}

test('what is in the log alone is in a snapshot, what is not committed is not', () => {
  carryOver('TRUNCATE')
  commit(1)
  writer.pragma('cache_size = 10')
  writer.exec('BEGIN')
  commit(2)
  // More than the writer keeps in memory: it is in the log already.
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(1.5 * PAGES * 4096)
  expect(snapshot()).toMatchObject({ rounds: [1], rows: PAGES })
  writer.exec('ROLLBACK')
})

test('commits and checkpoints while the file is read change nothing of a snapshot that began in the log', () => {
  carryOver('TRUNCATE')
  commit(1)
  let round = 1
  const taken = snapshot(() => {
    commit(++round)
    carryOver('PASSIVE')
  })
  expect(taken.rounds).toEqual([1])
  expect(round).toBeGreaterThan(5)
})

test('nor of one that began with all of the log in the file, though the next writer begins the log anew', () => {
  commit(1)
  carryOver('PASSIVE')
  const before = readFileSync(`${file}-wal`).subarray(0, 32)
  let round = 1
  const taken = snapshot(() => {
    commit(++round)
    carryOver('PASSIVE')
  })
  expect(taken.rounds).toEqual([1])
  expect(readFileSync(`${file}-wal`).subarray(0, 32)).not.toEqual(before)
})

test('frames of an older log behind the newer one are left', () => {
  commit(1)
  carryOver('RESTART')
  writer.prepare('DELETE FROM notes WHERE id = 1').run()
  expect(snapshot()).toMatchObject({ rounds: [1], rows: PAGES - 1 })
})

test('a file that has grown or shrunk in its log alone has the length it had at that moment', () => {
  carryOver('TRUNCATE')
  const small = statSync(file).size
  writer.exec('INSERT INTO notes (round, text) SELECT round, text FROM notes')
  expect(snapshot()).toMatchObject({ rows: 2 * PAGES })
  writer.exec('DELETE FROM notes WHERE id > 10')
  writer.exec('VACUUM')
  expect(statSync(file).size).toBe(small)
  const { rows, bytes } = snapshot()
  expect(rows).toBe(10)
  expect(bytes).toBeLessThan(small / 10)
})

test('a file nobody has open, and one with no log at all, are read as they are', () => {
  writer.close()
  expect(snapshot()).toMatchObject({ rounds: [0], rows: PAGES })
  writer = new Database(file)
  writer.pragma('journal_mode = DELETE')
  expect(snapshot()).toMatchObject({ rounds: [0], rows: PAGES })
})

const LONGEST_LOG = 1024 ** 3

/** Commits without pause, carries over after each commit, and so begins the log anew whenever nobody reads it. Ends when somebody reads for too long. */
const RESTLESS = `
  const db = new (require('better-sqlite3'))(process.argv[1], { timeout: 5000 })
  db.pragma('wal_autocheckpoint = 1')
  const commit = db.prepare('UPDATE notes SET round = ?')
  for (let round = 1; require('fs').statSync(process.argv[1] + '-wal').size < ${LONGEST_LOG}; round++) commit.run(round)
`

test('each of many snapshots beside a process that begins the log anew all the time is of one moment, and of no earlier one', async () => {
  // A commit of a tenth of the file.
  writer.exec('DELETE FROM notes WHERE id % 10')
  const restless = spawn(process.execPath, ['-e', RESTLESS, file], { stdio: ['ignore', 'ignore', 'inherit'] })
  const gone = once(restless, 'exit')
  try {
    const committed = () => Number(writer.prepare('SELECT max(round) FROM notes').pluck().get())
    await vi.waitFor(() => expect(committed()).toBeGreaterThan(0), { timeout: 60_000 })
    const log = () => readFileSync(`${file}-wal`).toString('hex', 0, 32)
    for (let n = 0; n < 15; n++) {
      const earlier = log()
      await vi.waitFor(() => expect(log()).not.toBe(earlier), { timeout: 60_000, interval: 5 })
      const before = committed()
      const { rounds } = snapshot()
      expect(rounds).toHaveLength(1)
      expect(rounds[0]).toBeGreaterThanOrEqual(before)
    }
    // A reader that runs after the writer never ends.
    expect(statSync(`${file}-wal`).size).toBeLessThan(LONGEST_LOG)
  } finally {
    restless.kill('SIGKILL')
    await gone
  }
})
