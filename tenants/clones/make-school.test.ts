import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newSchoolId } from '#lib/ids.ts'
import { beingMade, clearUnmade, MAKING_MS, MakingLost } from '#tenants/registry/making.ts'
import { reconcileSchools } from '#tenants/registry/reconcile-schools.ts'
import { SlugRefused } from '#tenants/registry/slugs.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { bringMedia } from './bring-media.ts'
import { makeSchool } from './make-school.ts'

// A school of another one's file and media, and its maker ends in the middle.

const SLUG = 'madder-copy'
const NAMED = { keys: Array.from({ length: 20 }, (_, n) => `assets/film/source-${n}`), prefixes: [] }

let folder: TestSchools
let original: Tenant
let file: string
beforeEach(async () => {
  folder = await temporarySchools()
  original = await folder.school('madder')
  await aPublishedCourse(original, folder.owner.id)
  for (const key of NAMED.keys) await original.files.put(key, Buffer.from(key))
  file = join(folder.dataDir, 'copy')
  const db = new Database(folder.schools.pool.path(original.id))
  await db.backup(file)
  db.close()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await folder.close()
})

function make() {
  const id = newSchoolId()
  const places = { from: `schools/${original.id}/`, to: `schools/${id}/` }
  const bring = (goOn: () => Promise<void>) => bringMedia(folder.schools.storage, NAMED, places, goOn)
  return makeSchool(folder.schools, { id, slug: SLUG, name: 'A copy', ownerId: folder.owner.id }, file, bring, Date.now())
}

async function places(): Promise<string[]> {
  const found: string[] = []
  for await (const id of folder.schools.storage.folders('schools/')) found.push(id)
  return found
}

/** Nothing of it is anywhere, and its address is free. */
async function isNowhere(): Promise<void> {
  const { pool, registry } = folder.schools
  expect(pool.files()).toEqual([original.id])
  expect(beingMade(registry)).toEqual([])
  expect(registry.isSlugFree(SLUG)).toBe(true)
  expect(await places()).toEqual([original.id])
}

const powerCut = (): never => {
  throw new Error('power cut')
}

/** From this moment on nothing can be done any more, not even clearing up. */
function dies(): never {
  vi.spyOn(folder.schools.storage, 'deletePrefix').mockImplementation(powerCut)
  return powerCut()
}

/** Has the copying go on until the nth object, and then something else happen. */
function atCopy(nth: number, happens: () => Promise<void> | never): void {
  const { storage } = folder.schools
  const { copy } = storage
  let n = 0
  vi.spyOn(storage, 'copy').mockImplementation(async (from, to) => {
    if (++n === nth) await happens()
    return copy.call(storage, from, to)
  })
}

test.each<[string, () => void]>([
  ['before the first object', () => atCopy(1, dies)],
  ['after some objects', () => atCopy(11, dies)],
  [
    'after the objects, before the file',
    () => {
      const { pool, registry } = folder.schools
      const { path } = pool
      vi.spyOn(pool, 'path').mockImplementation((id) => (beingMade(registry).includes(id) ? dies() : path.call(pool, id)))
    },
  ],
  [
    'after the file, before the row',
    () => {
      const { registry, pool } = folder.schools
      const { transact } = registry
      vi.spyOn(registry, 'transact').mockImplementation((write) => (pool.files().length > 1 ? dies() : transact.call(registry, write)))
    },
  ],
])('killed %s there is no school, and what there is of it goes at a later start', async (_when, kill) => {
  kill()
  await expect(make()).rejects.toThrow('power cut')
  vi.restoreAllMocks()
  expect(folder.schools.registry.bySlug(SLUG)).toBeUndefined()
  expect(beingMade(folder.schools.registry)).toHaveLength(1)
  // Who makes it may still be alive: nothing is touched before its time.
  expect(await clearUnmade(folder.schools)).toBe(0)
  await reconcileSchools(folder.schools, Date.now() + MAKING_MS + 1)
  await isNowhere()
  expect(await make()).toMatchObject({ objects: 20, missing: 0 })
  const { registry } = folder.schools
  expect(await places()).toEqual([original.id, registry.bySlug(SLUG)?.id])
  expect(beingMade(registry)).toEqual([])
})

test('a step that fails leaves nothing, without waiting for a start, whatever is under way beside it', async () => {
  atCopy(11, powerCut)
  await expect(make()).rejects.toThrow('power cut')
  await isNowhere()
})

test('an address that somebody takes meanwhile stays theirs', async () => {
  let theirs: Tenant | undefined
  atCopy(3, async () => {
    theirs = await folder.school(SLUG)
  })
  const making = make()
  await expect(making).rejects.toBeInstanceOf(SlugRefused)
  await expect(making).rejects.toMatchObject({ why: 'taken' })
  expect(folder.schools.registry.bySlug(SLUG)?.id).toBe(theirs?.id)
  expect(folder.schools.pool.files().sort()).toEqual([original.id, theirs?.id].sort())
  expect(await places()).toEqual([original.id])
})

test.each([3, 20])('a maker that was away at object %i while its school was cleared does not register it', async (nth) => {
  atCopy(nth, async () => {
    expect(await clearUnmade(folder.schools, Date.now() + MAKING_MS + 1)).toBe(1)
  })
  await expect(make()).rejects.toBeInstanceOf(MakingLost)
  await isNowhere()
})
