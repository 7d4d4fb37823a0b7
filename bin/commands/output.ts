import { sentenceFor } from '#app/locales/sentences.ts'
import { openStorage } from '#integrations/storage/open-storage.ts'
import { type Env, readEnv } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import { log } from '#lib/log.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import type { School } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { openSchools } from './open-schools.ts'

export interface Output {
  readonly json?: boolean
}

/** The server's environment, with a log that leaves the terminal to the command. */
export function workingEnv(): Env {
  log.level = process.env.LOG_LEVEL ?? 'warn'
  return readEnv()
}

/** Opens the data folder beside a running server; SQLite's locks keep the two apart. @throws NothingHere, RegistryBroken */
export async function withSchools<T>(run: (schools: Schools) => Promise<T> | T, begins: { readonly mayBegin?: boolean } = {}): Promise<T> {
  const env = workingEnv()
  const schools = openSchools(env, await openStorage(env), begins)
  try {
    return await run(schools)
  } finally {
    schools.close()
  }
}

/** @throws SchoolUnknown */
export function bySlug(schools: Schools, slug: string): School {
  const school = schools.registry.bySlug(slug)
  if (!school) throw new SchoolUnknown()
  return school
}

/** The sentence of a Failure, and of anything else what it says itself. */
export const reasonOf = (error: unknown): string =>
  error instanceof Failure ? sentenceFor(error) : error instanceof Error ? error.message : String(error)

/** The document for machines, or lines for people. */
export function print(output: Output, document: unknown, lines: () => readonly string[]): void {
  process.stdout.write(
    output.json
      ? `${JSON.stringify(document, null, 2)}\n`
      : lines()
          .map((line) => `${line}\n`)
          .join(''),
  )
}

/** Columns as wide as their widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((widest, row) => row.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)), [])
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, n)) / 3))
  return `${(n / 1000 ** at).toFixed(at ? 1 : 0)} ${units[at]}`
}

export const date = (ms: number | null): string => (ms === null ? '–' : new Date(ms).toISOString().slice(0, 16).replace('T', ' '))
