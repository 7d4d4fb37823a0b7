import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { events } from '#tenants/events/schema.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import { assets } from '#tenants/media/schema.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { type Chapter, chapterAt } from './chapter.ts'
import { ChaptersChangedElsewhere, ChaptersRefused } from './failures.ts'
import { chaptersOf } from './find.ts'
import { saveChapters } from './save-chapters.ts'
import { chapters } from './schema.ts'

const MINUTE = 60_000
const [INTRO, WARP]: [Chapter, Chapter] = [
  { at: 0, title: 'Intro' },
  { at: 135, title: 'Warp' },
]

async function school() {
  const { tenant, actor } = await oneSchool()
  const film = async (seconds: number | null, kind: 'video' | 'image' = 'video') => {
    const id = newId('asset')
    const about = { id, kind, state: 'ready', name: 'film', size: 1, createdBy: actor, createdAt: 1 } as const
    await tenant.transact(
      (tx) =>
        void tx
          .insert(assets)
          .values({ ...about, seconds })
          .run(),
    )
    return id
  }
  const assetId = await film(600)
  const save = (list: readonly Chapter[], basedOn: number, now = 0, by = actor) => saveChapters(tenant, by, { assetId, list, basedOn }, now)
  const kept = (id = assetId) => tenant.read((db) => chaptersOf(db, id))
  const told = () => tenant.read((db) => db.select().from(events).where(eq(events.type, 'chapters.changed')).all())
  return { tenant, actor, film, assetId, save, kept, told }
}

test('chapters are kept in the order of time, as one line each, and belong to their film alone', async () => {
  const { film, save, kept } = await school()
  const other = await film(600)
  expect(kept()).toEqual({ list: [], version: 0, changedAt: 0 })
  await save([WARP, { at: 0, title: '  Intro\n\tto <b>-->\u0000 the loom ' }], 0, 5)
  expect(kept()).toEqual({ list: [{ at: 0, title: 'Intro to <b>--> the loom' }, WARP], version: 1, changedAt: 5 })
  expect(kept(other).list).toEqual([])
})

test('who saves over what somebody else has saved meanwhile is told, and nothing is overwritten', async () => {
  const { save, kept } = await school()
  expect(await save([INTRO], 0)).toBe(1)
  await expect(save([WARP], 0)).rejects.toThrow(ChaptersChangedElsewhere)
  expect(kept().list).toEqual([INTRO])
  // The same once more is no change, whatever it was based on: an answer was lost.
  expect(await save([INTRO], 0)).toBe(1)
  expect(await save([], 1)).toBe(2)
  // An emptied list goes on counting: who still looks at the first one is told.
  await expect(save([WARP], 1)).rejects.toThrow(ChaptersChangedElsewhere)
  await expect(save([WARP], 0)).rejects.toThrow(ChaptersChangedElsewhere)
})

test('chapters that nobody could go to, or tell apart, are refused', async () => {
  const { film, save, kept, tenant, actor } = await school()
  const wrong: [string, Chapter[]][] = [
    ['chapters.late', [INTRO, { at: 600, title: 'At the end' }]],
    ['chapters.twice', [INTRO, { at: 0, title: 'Also' }]],
    ['chapters.long', [{ at: 1, title: 'x'.repeat(121) }]],
    ['chapters.no_title', [INTRO, { at: 1, title: ' \n ' }]],
    ['chapters.too_many', Array.from({ length: 101 }, (_, at) => ({ at, title: 'One of many' }))],
  ]
  for (const [code, list] of wrong) await expect(save(list, 0), code).rejects.toMatchObject({ code })
  await expect(save(wrong[0]?.[1] ?? [], 0)).rejects.toThrow(ChaptersRefused)
  expect(kept().version).toBe(0)
  await save([{ at: 599, title: 'x'.repeat(120) }], 0)
  const picture = await film(null, 'image')
  await expect(saveChapters(tenant, actor, { assetId: picture, list: [INTRO], basedOn: 0 })).rejects.toThrow(AssetUnknown)
})

test('the log names a sitting once, and each person', async () => {
  const { save, told } = await school()
  await save([INTRO], 0, 0)
  await save([WARP], 1, MINUTE)
  await save([INTRO], 2, 2 * MINUTE, 'person_other')
  await save([WARP], 3, 13 * MINUTE, 'person_other')
  expect(told().map(({ actor, at, data }) => [actor === 'person_other', at, data])).toEqual([
    [false, 0, {}],
    [true, 2 * MINUTE, {}],
    [true, 13 * MINUTE, {}],
  ])
})

test('a film that is removed takes its chapters along', async () => {
  const { tenant, assetId, save } = await school()
  await save([INTRO], 0)
  await tenant.transact((tx) => void tx.update(assets).set({ deletedAt: 1 }).where(eq(assets.id, assetId)).run())
  expect(tenant.read((db) => db.select().from(chapters).all())).toEqual([])
  await expect(save([INTRO], 1)).rejects.toThrow(AssetUnknown)
})

test('at each second one chapter runs, and before the first none', () => {
  const list = [{ at: 5, title: 'a' }, WARP]
  expect([0, 4.9, 5, 134.9, 135, 9_999].map((second) => chapterAt(list, second))).toEqual([-1, -1, 0, 0, 1, 1])
})
