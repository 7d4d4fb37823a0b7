// Commits to the file on the command line until it is told to stop, then says how long a commit and its lock took at most.
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'

const db = new Database(process.argv[2] ?? '', { fileMustExist: true, timeout: 5_000 })
db.pragma('synchronous = FULL')
const change = db.prepare('UPDATE school SET tagline = ? WHERE id = 1')
let [isStopped, commits, longestLockMs, longestMs] = [false, 0, 0, 0]
process.once('message', () => {
  isStopped = true
})
process.send?.('writing')
while (!isStopped) {
  const begun = performance.now()
  db.exec('BEGIN IMMEDIATE')
  longestLockMs = Math.max(longestLockMs, performance.now() - begun)
  change.run(`the ${commits}th`)
  db.exec('COMMIT')
  longestMs = Math.max(longestMs, performance.now() - begun)
  commits++
  await wait(2)
}
db.close()
const rounded = (ms: number) => Number(ms.toFixed(1))
process.send?.({ commits, longestLockMs: rounded(longestLockMs), longestMs: rounded(longestMs) })
process.disconnect()
