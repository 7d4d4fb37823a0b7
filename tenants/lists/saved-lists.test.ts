import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { NotAllowed } from '#tenants/people/failures.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { ListNameTaken, ListUnknown } from './failures.ts'
import { listsOf, removeList, renameList, saveList } from './saved-lists.ts'
import type { Screen } from './screens.ts'

const owner = { id: 'person_owner', reach: undefined }
const lists = (tenant: Tenant, screen: Screen) => tenant.read((db) => listsOf(db, screen))

test('a list belongs to its screen: another one neither shows, renames nor removes it', async () => {
  const { tenant } = await oneSchool()
  const id = await saveList(tenant, owner, { screen: 'jobs', name: 'Stopped', query: 'show=failed' })
  expect([lists(tenant, 'jobs'), lists(tenant, 'courses')]).toEqual([[{ id, name: 'Stopped', query: 'show=failed' }], []])
  await expect(removeList(tenant, owner, 'courses', id)).rejects.toThrow(ListUnknown)
  await expect(renameList(tenant, owner, 'audit', id, 'Mine')).rejects.toThrow(ListUnknown)
  await expect(saveList(tenant, owner, { screen: 'jobs', name: 'STOPPED', query: 'q=x' })).rejects.toThrow(ListNameTaken)
  await saveList(tenant, owner, { screen: 'courses', name: 'Stopped', query: 'q=x' })
  expect(await renameList(tenant, owner, 'jobs', id, 'stopped')).toMatchObject({ name: 'Stopped' })
  expect(await removeList(tenant, owner, 'jobs', id)).toMatchObject({ name: 'stopped', query: 'show=failed' })
  expect(lists(tenant, 'jobs')).toEqual([])
})

test('who sees some courses alone keeps no list of the school', async () => {
  const { tenant } = await oneSchool()
  const teacher = { id: 'person_teacher', reach: 'person_teacher' }
  await expect(saveList(tenant, teacher, { screen: 'courses', name: 'Mine', query: 'q=x' })).rejects.toThrow(NotAllowed)
})

test('what the release before this one kept, and goes on keeping, is of students', async () => {
  const { tenant } = await oneSchool()
  await tenant.transact((tx) =>
    tx.run(
      sql`INSERT INTO student_segments (id, name, query, created_by, created_at) VALUES ('segment_old', 'Old', 'segment=stuck', 'p', 1)`,
    ),
  )
  expect(lists(tenant, 'people')).toEqual([{ id: 'segment_old', name: 'Old', query: 'segment=stuck' }])
})
