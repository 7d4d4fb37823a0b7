// Migrates the files named on the command line, each on its own, and says how it went: one JSON line a file.
import { openDatabase } from './connection.ts'
import { migrate } from './migrations.ts'

let failed = 0
for (const file of process.argv.slice(2)) {
  try {
    const db = openDatabase(file)
    db.$client.pragma('busy_timeout = 10000')
    const applied = migrate(db, 'tenant')
    db.$client.close()
    process.stdout.write(`${JSON.stringify({ file, applied })}\n`)
  } catch (error) {
    failed++
    process.stdout.write(`${JSON.stringify({ file, error: error instanceof Error ? error.message : String(error) })}\n`)
  }
}
process.exitCode = failed ? 1 : 0
