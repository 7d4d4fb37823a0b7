import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dump, marksIn, tablesOf } from './kit/canaries.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
beforeAll(async () => {
  pair = await twins()
})
afterAll(() => pair.close())

/** Ids alone, in which there is nothing to mark. */
const RELATIONS = [
  ...['version_videos', 'version_bodies', 'body_pictures', 'course_staff', 'notification_choices'],
  ...['student_tags', 'student_sightings', 'view_sessions', 'staff_muted', 'learner_weeks', 'watch_traces'],
]

test('two schools hold rows of the same ids in every table, and each is marked as its own', () => {
  const [a, b] = [pair.a, pair.b].map(({ tenant }) => dump(pair.schools.pool.path(tenant.id)))
  const file = new Database(pair.schools.pool.path(pair.a.tenant.id), { readonly: true })
  // The sessions are begun after the copy, by a browser that carries the word.
  expect([...pair.marked, 'sessions', ...RELATIONS].sort()).toEqual(tablesOf(file))
  file.close()
  for (const table of ['courses', 'lessons', 'students', 'assets', 'jobs', 'enrollments', 'code_batches']) {
    const ids = (rows: unknown[] = []) => rows.map((row) => (row as { id: string }).id)
    const shared = ids(b?.[table]).filter((id) => ids(a?.[table]).includes(id))
    expect(shared.length, table).toBeGreaterThan(0)
  }
  expect(marksIn(JSON.stringify(a), 'blueyak')).toEqual([])
  expect(marksIn(JSON.stringify(b), 'amberfox')).toEqual([])
  for (const [table, rows] of Object.entries(a ?? {}))
    if (!['content_version', ...RELATIONS].includes(table)) expect(JSON.stringify(rows), table).not.toBe(JSON.stringify(b?.[table]))
})
