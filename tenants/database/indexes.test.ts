import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type Db } from './connection.ts'
import { migrate, migrationsOf } from './migrations.ts'

const folder = mkdtempSync(join(tmpdir(), 'lectern-indexes-'))
let db: Db
beforeAll(() => {
  db = createDatabase(join(folder, 'school.db'))
  migrate(db, 'tenant')
})
afterAll(() => {
  db.$client.close()
  rmSync(folder, { recursive: true, force: true })
})

const plan = (sql: string) =>
  db.$client
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row) => String((row as { detail: string }).detail))
    .join('; ')

test.each([
  ['codes a student used', 'SELECT id FROM codes WHERE used_by = 1'],
  ['who came by a code', 'SELECT id FROM enrollments WHERE code_id = 1'],
  ['marks of a student’s players', 'SELECT player FROM heartbeat_marks WHERE student_id = 1'],
  ['versions that show a video', 'SELECT version_id FROM version_videos WHERE asset_id = 1'],
  ['students who are stuck', 'SELECT count(*) FROM students WHERE learned_at < 5 AND finished_at IS NULL'],
  ['students who never began', 'SELECT count(*) FROM students WHERE learned_at IS NULL'],
  ['students seen this week', 'SELECT count(*) FROM students WHERE seen_at >= 5'],
  ['students who finished', 'SELECT count(*) FROM students WHERE finished_at IS NOT NULL'],
  ['students who are suspended', 'SELECT count(*) FROM students WHERE suspended_at IS NOT NULL'],
  ['accounts that look passed on', 'SELECT count(*) FROM students WHERE shared_at IS NOT NULL'],
  [
    'enrollments that end soon',
    'SELECT student_id FROM enrollments WHERE ends_at IS NOT NULL AND revoked_at IS NULL AND ends_at > 5 AND ends_at <= 9',
  ],
  ['what a person did', 'SELECT seq FROM events WHERE actor = 1 ORDER BY seq DESC'],
])('%s are found by an index', (_what, sql) => {
  expect(plan(sql)).toMatch(/^SEARCH/)
})

test('who was seen last stands in an index in order: nothing is sorted', () => {
  expect(plan('SELECT name FROM students ORDER BY seen_at DESC, id DESC LIMIT 25')).not.toContain('TEMP B-TREE')
})

test('a file of the release before gets the relations of what it holds', () => {
  const old = createDatabase(join(folder, 'old.db'))
  migrate(old, 'tenant', migrationsOf('tenant').slice(0, 1))
  const outline = JSON.stringify({ title: 'A', sections: [{ lessons: [{ assetId: 'asset_1' }, { assetId: null }] }] })
  old.$client.exec(`
    INSERT INTO students (id, email, name, password_hash, created_at) VALUES ('s', 'a@b.test', 'A', 'x', 5);
    INSERT INTO sessions (token_hash, student_id, created_at, rotated_at, expires_at, user_agent, address) VALUES ('t', 's', 7, 9, 99, '', '');
    INSERT INTO students (id, email, name, password_hash, created_at) VALUES ('b', 'b@b.test', 'Brought in', 'x', 5), ('j', 'j@b.test', 'Joined', 'x', 5);
    INSERT INTO events (type, actor, subject, data, at) VALUES ('student.joined', 'person_a', 'b', '{}', 5), ('student.joined', 'j', 'j', '{}', 5);
    INSERT INTO courses (id, slug, title, position, created_at, updated_at) VALUES ('c', 'c', 'C', 1, 1, 1);
    INSERT INTO course_versions VALUES ('v', 'c', 1, '${outline}', 'p', 1);`)
  migrate(old, 'tenant')
  expect(migrate(old, 'tenant')).toEqual([])
  expect(old.$client.prepare('SELECT id, seen_at FROM students ORDER BY id').raw().all()).toEqual([
    ['b', 0],
    ['j', 5],
    ['s', 9],
  ])
  expect(old.$client.prepare('SELECT asset_id, version_id FROM version_videos').raw().all()).toEqual([['asset_1', 'v']])
  old.$client.close()
})
