import type Database from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { lessons } from '#tenants/courses/schema.ts'
import type { Interval } from '#tenants/learning/coverage.ts'
import { type Film, WatchSheet } from '#tenants/learning/watch-sheet.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { random } from './random.ts'

export const HOUR = 3_600
/** Seconds between two reports of a player. */
const EVERY = 10

export const assetOfLesson = (tenant: Tenant, lessonId: string): string =>
  tenant.read((db) => db.select().from(lessons).where(eq(lessons.id, lessonId)).get())?.assetId ?? ''

/** What somebody plays of an hour's film: straight through, going back now and then, or skipping ahead. */
function anHour(chance: () => number, kind: number): Interval[] {
  const stretches: Interval[] = []
  const tenths = (seconds: number) => Math.round(seconds * 10) / 10
  let at = 0
  while (at < HOUR) {
    const to = kind === 0 ? HOUR : Math.min(HOUR, tenths(at + 60 + chance() * 480))
    stretches.push([at, to])
    if (to === HOUR) break
    at = kind === 1 ? tenths(Math.max(0, to - 5 - chance() * 40)) : tenths(to + 20 + chance() * 200)
  }
  return stretches
}

/** As its player would tell it: every ten seconds what was played since. */
const inReports = (stretches: readonly Interval[]): Interval[][] =>
  stretches.flatMap(([from, to]) =>
    Array.from({ length: Math.ceil((to - from) / EVERY) }, (_, n): Interval[] => [
      [from + n * EVERY, Math.min(to, from + n * EVERY + EVERY)],
    ]),
  )

/** Each student watches an hour of the film in their own way; many reports a transaction, as the server writes them. */
export async function watchAnHour(tenant: Tenant, film: Film, students: readonly string[], visit: number): Promise<void> {
  const chance = random(visit)
  for (const [n, student] of students.entries()) {
    const reports = inReports(anHour(chance, n % 3))
    await tenant.transact((tx) => {
      const sheet = new WatchSheet(tx)
      for (const stretches of reports) sheet.add(student, film, [{ stretches, known: false }], 1)
      sheet.write()
    })
  }
}

export const play = (tenant: Tenant, film: Film, student: string, stretches: readonly Interval[]): Promise<void> =>
  tenant.transact((tx) => {
    const sheet = new WatchSheet(tx)
    sheet.add(student, film, [{ stretches, known: false }], 1)
    sheet.write()
  })

/** What the rows about seconds take in the file. */
export function bytesOf(file: Database.Database) {
  const number = (sql: string) => Number(file.prepare(sql).pluck().get() ?? 0)
  return {
    /** Rows and indexes of the students' traces, without the room that pages keep free. */
    traces: number("SELECT sum(payload) FROM dbstat WHERE name LIKE 'watch_traces%' OR name LIKE 'sqlite_autoindex_watch_traces%'"),
    longest: number('SELECT max(length(runs)) FROM watch_traces'),
    mean: number('SELECT avg(length(runs)) FROM watch_traces'),
    steps: number('SELECT max(length(steps)) FROM watch_curves'),
  }
}

/** Answers how often rows were written to each of the tables since it was last asked. */
export function writesTo(file: Database.Database): () => Record<string, number> {
  const tables = ['watch_curves', 'watch_traces']
  file.exec('CREATE TEMP TABLE writes (name TEXT NOT NULL)')
  for (const table of tables)
    for (const what of ['INSERT', 'UPDATE'])
      file.exec(
        `CREATE TEMP TRIGGER ${table}_${what} AFTER ${what} ON main.${table} BEGIN INSERT INTO temp.writes VALUES ('${table}'); END`,
      )
  return () => {
    const count = file.prepare('SELECT count(*) FROM temp.writes WHERE name = ?').pluck()
    const written = Object.fromEntries(tables.map((table) => [table, Number(count.get(table))]))
    file.exec('DELETE FROM temp.writes')
    return written
  }
}
