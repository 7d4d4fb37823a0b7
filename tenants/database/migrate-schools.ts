import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { rootPath } from '#lib/paths.ts'
import type { Pool } from './pool.ts'

export interface MigrationOutcome {
  readonly id: string
  readonly applied: readonly string[]
  readonly error?: string
}

/** Files a child takes at once: one start of Node for many schools. */
const BATCH = 50

/**
 * Brings schools' files up to this code's schema, in child processes: the first one alone, as a canary; when it fails,
 * none of the others is touched. A file that fails later is set aside and the others go on. Safe to run again.
 */
export async function migrateSchools(
  pool: Pool,
  ids: readonly string[],
  onOutcome: (outcome: MigrationOutcome) => void,
): Promise<MigrationOutcome[]> {
  const outcomes: MigrationOutcome[] = []
  const take = async (batch: readonly string[]) => {
    for (const id of batch) pool.evict(id)
    const done = await migrateFiles(new Map(batch.map((id) => [pool.path(id), id])), onOutcome)
    outcomes.push(...done)
    return done
  }
  const [canary, ...others] = ids
  if (canary === undefined) return outcomes
  const [first] = await take([canary])
  if (first?.error !== undefined) return outcomes
  for (let at = 0; at < others.length; at += BATCH) await take(others.slice(at, at + BATCH))
  return outcomes
}

async function migrateFiles(
  files: ReadonlyMap<string, string>,
  onOutcome: (outcome: MigrationOutcome) => void,
): Promise<MigrationOutcome[]> {
  const child = spawn(process.execPath, [rootPath('build/bin/migrate.js'), ...files.keys()], { stdio: ['ignore', 'pipe', 'inherit'] })
  const outcomes: MigrationOutcome[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { file: string; applied?: string[]; error?: string }
    const id = files.get(said.file)
    if (id === undefined) continue
    const outcome: MigrationOutcome = { id, applied: said.applied ?? [], ...(said.error === undefined ? {} : { error: said.error }) }
    outcomes.push(outcome)
    onOutcome(outcome)
  }
  const answered = new Set(outcomes.map((one) => one.id))
  // A child that died says nothing of the rest.
  for (const id of files.values()) {
    if (answered.has(id)) continue
    const outcome = { id, applied: [], error: 'the migration process ended early' }
    outcomes.push(outcome)
    onOutcome(outcome)
  }
  return outcomes
}

/** Brings one file that is no school's yet up to this code's schema, in a child process. */
export async function migrateFile(file: string): Promise<MigrationOutcome> {
  const [outcome] = await migrateFiles(new Map([[file, file]]), () => {})
  return outcome ?? { id: file, applied: [], error: 'the migration process said nothing' }
}
