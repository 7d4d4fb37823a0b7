import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { courseStaff, lessons } from '#tenants/courses/schema.ts'
import { events } from '#tenants/events/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { findByWords, type SearchQuery } from '#tenants/search/find-by-words.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import {
  beginCaptions,
  publishCaptions,
  removeCaptions,
  restoreCaptions,
  saveCues,
  unpublishCaptions,
  uploadCaptions,
} from './change-captions.ts'
import { captionsById, captionsOf, cuesOf } from './find.ts'
import { captionPassages } from './schema.ts'

const DAY = 86_400_000
const file = (...lines: string[]) =>
  new TextEncoder().encode(lines.map((text, n) => `${n + 1}\n00:0${n}:00,000 --> 00:0${n}:05,000\n${text}\n`).join('\n'))

async function school() {
  const { tenant, actor } = await oneSchool()
  const film = newId('asset')
  await tenant.transact((tx) =>
    tx
      .insert(assets)
      .values({
        id: film,
        kind: 'video',
        state: 'ready',
        name: 'film',
        size: 1,
        sourceKey: 's',
        createdBy: actor,
        createdAt: 1,
        readyAt: 1,
      })
      .run(),
  )
  const course = await createCourse(tenant, actor, {
    ...{ title: 'Natural dyeing', outcome: '', price: 0, currency: 'USD' },
    sections: [{ title: 'One', lessons: ['The vat'] }],
  })
  const [lesson] = tenant.read((db) => lessonsInOrder(db, course.id))
  await tenant.transact((tx) => tx.update(lessons).set({ assetId: film }).where(eq(lessons.id, lesson!.id)).run())
  const upload = (language: string, ...lines: string[]) => uploadCaptions(tenant, actor, { assetId: film, language, file: file(...lines) })
  const find = (text: string, query: Partial<SearchQuery> = {}) =>
    tenant.read((db) => findByWords(db, { text, courses: true, students: true, ...query })).said
  const published = () => tenant.read((db) => captionsOf(db, film, { drafts: false })).map(({ id }) => id)
  const by = (id: string) => tenant.read((db) => captionsById(db, film, id))
  const save = (id: string, text: string, basedOn: number, now?: number) =>
    saveCues(tenant, actor, { assetId: film, id, cues: [{ start: 0, end: 1_000, text }], basedOn }, now)
  const sound = () =>
    tenant.transact((tx) => void tx.run(sql`INSERT INTO transcript_search (transcript_search) VALUES ('integrity-check')`))
  return { tenant, actor, film, course, lesson: lesson!, upload, find, published, by, save, sound }
}

test('students are shown captions from when they are published, and one of a language', async () => {
  const { tenant, actor, film, upload, published } = await school()
  const first = await upload('de', 'Krapp')
  const second = await upload('DE', 'Wau')
  expect(published()).toEqual([])
  await publishCaptions(tenant, actor, film, first)
  await publishCaptions(tenant, actor, film, second)
  expect(published()).toEqual([second])
  await publishCaptions(tenant, actor, film, await upload('en', 'Madder'))
  expect(published()).toHaveLength(2)
  await unpublishCaptions(tenant, actor, film, second)
  expect(published()).toHaveLength(1)
})

test('what is said is found while it is published, with the lesson and the moment, and changes with the captions', async () => {
  const { tenant, actor, film, lesson, course, upload, find, save, sound } = await school()
  const id = await upload('de', 'Zuerst das Wasser', 'Dann die Färberröte, Łucjas Rezept')
  expect(find('farberrote')).toEqual([])
  await publishCaptions(tenant, actor, film, id)
  const hit = { id: lesson.id, title: 'The vat', courseId: course.id, courseTitle: 'Natural dyeing', at: 60 }
  for (const words of ['farberrote', 'Färber', 'lucjas rez'])
    expect(find(words)).toEqual([{ ...hit, excerpt: 'Dann die Färberröte, Łucjas Rezept' }])
  expect(find('wasser')[0]?.at).toBe(0)
  await save(id, 'Jetzt der Wau', 1)
  expect([find('farberrote').length, find('wau').length]).toEqual([0, 1])
  await sound()
  await unpublishCaptions(tenant, actor, film, id)
  expect(find('wau')).toEqual([])
  await sound()
})

test('who teaches other courses, or may see none, finds nothing that is said in this one', async () => {
  const { tenant, actor, film, course, upload, find } = await school()
  await publishCaptions(tenant, actor, film, await upload('en', 'Madder'))
  expect(find('madder', { courses: false })).toEqual([])
  expect(find('madder', { taughtBy: 'person_me' })).toEqual([])
  await tenant.transact((tx) => tx.insert(courseStaff).values({ courseId: course.id, personId: 'person_me', createdAt: 1 }).run())
  expect(find('madder', { taughtBy: 'person_me' })).toHaveLength(1)
})

test('what two people change at once is not overwritten, and a save that says the same is none', async () => {
  const { by, upload, save } = await school()
  const id = await upload('en', 'Madder')
  expect(await save(id, 'Weld', 1)).toBe(2)
  await expect(save(id, 'Woad', 1)).rejects.toMatchObject({ code: 'captions.changed_elsewhere' })
  expect(await save(id, 'Weld', 1)).toBe(2)
  expect(cuesOf(by(id))).toEqual([{ start: 0, end: 1_000, text: 'Weld' }])
})

test('cues that make no sense are refused with their number, and published captions are never emptied', async () => {
  const { tenant, actor, film, upload, save, by } = await school()
  const id = await upload('en', 'Madder')
  const cues = [
    { start: 0, end: 1_000, text: 'fine' },
    { start: 3_000, end: 2_000, text: 'not' },
  ]
  await expect(saveCues(tenant, actor, { assetId: film, id, cues, basedOn: 1 })).rejects.toMatchObject({
    code: 'captions.cue_backwards',
    details: { number: 2 },
  })
  await publishCaptions(tenant, actor, film, id)
  await expect(save(id, '  ', 1)).rejects.toMatchObject({ code: 'captions.nothing' })
  expect(by(id).cues).toBe(1)
  await expect(publishCaptions(tenant, actor, film, await beginCaptions(tenant, actor, film, 'fr'))).rejects.toMatchObject({
    code: 'captions.nothing',
  })
})

test('what was removed comes back as a draft, and is gone for good a month later', async () => {
  const { tenant, actor, film, upload, published, by } = await school()
  const [first, second] = [await upload('en', 'Madder'), await upload('de', 'Krapp')]
  await publishCaptions(tenant, actor, film, first)
  const now = Date.now()
  await removeCaptions(tenant, actor, film, first, now)
  expect(() => by(first)).toThrow(expect.objectContaining({ code: 'captions.unknown' }))
  await restoreCaptions(tenant, actor, film, first)
  expect([by(first).state, published()]).toEqual(['draft', []])
  await removeCaptions(tenant, actor, film, first, now)
  await removeCaptions(tenant, actor, film, second, now + 31 * DAY)
  await expect(restoreCaptions(tenant, actor, film, first)).rejects.toMatchObject({ code: 'captions.unknown' })
  await restoreCaptions(tenant, actor, film, second)
})

test('captions go with their film, in the index too, and are no other film’s', async () => {
  const { tenant, actor, film, upload, find, sound } = await school()
  const id = await upload('en', 'Madder')
  await publishCaptions(tenant, actor, film, id)
  expect(() => tenant.read((db) => captionsById(db, 'asset_other', id))).toThrow(expect.objectContaining({ code: 'captions.unknown' }))
  await tenant.transact((tx) => tx.update(assets).set({ deletedAt: 1 }).where(eq(assets.id, film)).run())
  expect([find('madder'), tenant.read((db) => db.select().from(captionPassages).all())]).toEqual([[], []])
  await sound()
})

test('languages are those that have a name, and a picture has no captions', async () => {
  const { tenant, actor, upload, by } = await school()
  expect(by(await upload('zh-hant', 'x')).language).toBe('zh-Hant')
  for (const tag of ['', 'xx-nonsense', 'klingonish', '<b>', 'qqx'])
    await expect(upload(tag, 'x')).rejects.toMatchObject({ code: 'captions.language' })
  await expect(beginCaptions(tenant, actor, 'asset_none', 'en')).rejects.toMatchObject({ code: 'media.unknown' })
})

test('the log names each deed, and a sitting of edits once', async () => {
  const { tenant, actor, film, upload, save } = await school()
  const id = await upload('en', 'Madder')
  await save(id, 'one', 1)
  await save(id, 'two', 2)
  await publishCaptions(tenant, actor, film, id)
  const said = tenant.read((db) => db.select({ type: events.type }).from(events).where(eq(events.subject, film)).all())
  expect(said.map(({ type }) => type)).toEqual(['captions.added', 'captions.changed', 'captions.published'])
})
