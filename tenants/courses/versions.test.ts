import { asc, eq, gt, max } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { events } from '#tenants/events/schema.ts'
import { publishedBySlug } from '#tenants/learning/published.ts'
import { assets } from '#tenants/media/schema.ts'
import { coursePage } from '#tenants/site/pages.ts'
import { contentVersionOf } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, aSchool, temporarySchools } from '#tests/setup/kit.ts'
import { unpublishedChanges } from './changes.ts'
import { createCourse } from './create-course.ts'
import { addLesson, changeLesson, deleteLesson, deleteSection, moveLesson } from './curriculum.ts'
import { CourseUnknown, NothingToPublish, PublishedSince } from './failures.ts'
import { courseById, lessonById, lessonsInOrder, sectionsInOrder } from './find.ts'
import { lessonBody, saveLessonBody } from './lesson-body.ts'
import { lessonsOf } from './outline.ts'
import { restoreLesson, restoreSection } from './restore.ts'
import type { Lesson } from './schema.ts'
import { undoPublishing } from './undo-publishing.ts'
import { draftOutline, noteVideoLength, publishCourse, publishedVersion, unpublishCourse } from './versions.ts'

let opened: Awaited<ReturnType<typeof temporarySchools>>
let tenant: Tenant
let owner: string
beforeEach(async () => {
  opened = await temporarySchools()
  const made = await aSchool(opened.schools, 'versions')
  tenant = made.tenant
  owner = made.owner.id
})
afterEach(() => opened.close())

const shown = (slug: string) => tenant.read((db) => lessonsOf(publishedBySlug(db, slug).outline).map((lesson) => lesson.title))
const changes = (courseId: string) =>
  tenant.read((db) => {
    const version = publishedVersion(db, courseById(db, courseId).publishedVersionId)
    return version && unpublishedChanges(draftOutline(db, courseId), version.outline)
  })

test('students see what was published, not what is being edited', async () => {
  const { course, lessons } = await aPublishedCourse(tenant, owner)
  await changeLesson(tenant, 'person_test', course.id, lessons[0]!.id, { title: 'Renamed' })
  await addLesson(tenant, owner, course.id, { sectionId: lessons[0]!.sectionId, title: 'Fourth', kind: 'text' })
  expect(shown(course.slug)).toEqual(['First', 'Second', 'Third'])
  expect(changes(course.id)).toBe(2)
  const version = await publishCourse(tenant, owner, course.id)
  expect(version.number).toBe(2)
  expect(shown(course.slug)).toEqual(['Renamed', 'Second', 'Third', 'Fourth'])
  expect(changes(course.id)).toBe(0)
})

test('moving, deleting and bringing back a lesson each count as a change until published', async () => {
  const { course, lessons } = await aPublishedCourse(tenant, owner)
  const [first, second] = lessons
  await moveLesson(tenant, 'person_test', course.id, first!.id, { sectionId: first!.sectionId, index: 2 })
  expect(tenant.read((db) => lessonsInOrder(db, course.id).map((one) => one.title))).toEqual(['Second', 'Third', 'First'])
  await moveLesson(tenant, 'person_test', course.id, first!.id, { sectionId: first!.sectionId, index: 0 })
  expect(changes(course.id)).toBe(0)
  await deleteLesson(tenant, owner, course.id, second!.id)
  expect(changes(course.id)).toBeGreaterThan(0)
  await restoreLesson(tenant, owner, course.id, second!.id)
  expect(changes(course.id)).toBe(0)
})

test('what merely moves up when a lesson goes, or down when one comes, is nobody’s change', async () => {
  const { course, lessons } = await aPublishedCourse(tenant, owner, { lessons: ['1', '2', '3', '4', '5', '6'] })
  const [first, , third] = lessons as [Lesson, Lesson, Lesson]
  const { sectionId } = first
  await deleteLesson(tenant, owner, course.id, first.id)
  expect(changes(course.id)).toBe(1)
  await moveLesson(tenant, owner, course.id, third.id, { sectionId, index: 4 })
  expect(changes(course.id)).toBe(2)
  await addLesson(tenant, owner, course.id, { sectionId, title: 'New', kind: 'text' })
  expect(changes(course.id)).toBe(3)
})

test('a section that goes with its lessons is one change', async () => {
  const { course, lessons } = await aPublishedCourse(tenant, owner)
  await deleteSection(tenant, owner, course.id, lessons[0]?.sectionId ?? '')
  expect(changes(course.id)).toBe(1)
})

test('publishing can be taken back: to what students saw, or off the site when they saw nothing', async () => {
  const { course, lessons } = await aPublishedCourse(tenant, owner)
  await changeLesson(tenant, owner, course.id, lessons[0]?.id ?? '', { title: 'Renamed' })
  const { id: version, before } = await publishCourse(tenant, owner, course.id)
  await undoPublishing(tenant, owner, course.id, { version, before })
  expect(shown(course.slug)).toEqual(['First', 'Second', 'Third'])
  expect(changes(course.id)).toBe(1)
  await expect(undoPublishing(tenant, owner, course.id, { version, before })).rejects.toBeInstanceOf(PublishedSince)

  await unpublishCourse(tenant, owner, course.id)
  const again = await publishCourse(tenant, owner, course.id)
  expect(again.before).toBeNull()
  await undoPublishing(tenant, owner, course.id, { version: again.id, before: again.before })
  expect(() => shown(course.slug)).toThrow(CourseUnknown)
})

test('a deleted section comes back with just the lessons it had', async () => {
  const { course, lessons } = await aPublishedCourse(tenant, owner)
  const section = lessons[0]!.sectionId
  await deleteLesson(tenant, owner, course.id, lessons[2]!.id, Date.now() - 1_000)
  await deleteSection(tenant, owner, course.id, section)
  expect(tenant.read((db) => [sectionsInOrder(db, course.id).length, lessonsInOrder(db, course.id).length])).toEqual([0, 0])
  await restoreSection(tenant, owner, course.id, section)
  expect(tenant.read((db) => lessonsInOrder(db, course.id).map((one) => one.title))).toEqual(['First', 'Second'])
})

test('a course without a lesson cannot be published, and one taken off the site is not there', async () => {
  const empty = await createCourse(tenant, owner, {
    title: 'Empty',
    outcome: '',
    price: 0,
    currency: 'USD',
    sections: [{ title: 'One', lessons: [] }],
  })
  await expect(publishCourse(tenant, owner, empty.id)).rejects.toBeInstanceOf(NothingToPublish)
  const { course } = await aPublishedCourse(tenant, owner)
  await unpublishCourse(tenant, owner, course.id)
  expect(() => shown(course.slug)).toThrow(CourseUnknown)
})

test('a video that becomes ready after publishing gets its length in what students see', async () => {
  const now = Date.now()
  await tenant.transact(
    (tx) =>
      tx
        .insert(assets)
        .values({ id: 'asset_film', kind: 'video', state: 'processing', name: 'f.mp4', size: 1, createdBy: owner, createdAt: now })
        .run().changes,
  )
  const { course } = await aPublishedCourse(tenant, owner, { lessons: ['Film'], assetId: 'asset_film' })
  const before = tenant.read(contentVersionOf)
  await tenant.transact((tx) => {
    tx.update(assets).set({ state: 'ready', seconds: 95 }).where(eq(assets.id, 'asset_film')).run()
    noteVideoLength(tx, 'asset_film', 95)
    return null
  })
  expect(tenant.read((db) => coursePage(db, course.slug).course.seconds)).toBe(95)
  expect(tenant.read(contentVersionOf)).toBeGreaterThan(before)
  expect(changes(course.id)).toBe(0)
})

test('two courses of one title get addresses of their own, also after one was deleted', async () => {
  const one = await aPublishedCourse(tenant, owner, { title: 'Über Färben' })
  const two = await aPublishedCourse(tenant, owner, { title: 'Über Färben' })
  expect([one.course.slug, two.course.slug]).toEqual(['uber-farben', 'uber-farben-2'])
})

test('the log says who changed a lesson and what of it, and a text once a sitting', async () => {
  const { course, lessons } = await aPublishedCourse(tenant, owner)
  const [first, second] = lessons as [Lesson, Lesson]
  const from = tenant.read(
    (db) =>
      db
        .select({ seq: max(events.seq) })
        .from(events)
        .get()?.seq ?? 0,
  )
  await changeLesson(tenant, 'person_mara', course.id, first.id, { preview: false, title: 'Madder' })
  await moveLesson(tenant, 'person_ines', course.id, second.id, { sectionId: second.sectionId, index: 0 })
  const saved = tenant.read((db) => lessonBody(db, lessonById(db, course.id, first.id).bodyId)).updatedAt
  const later = await saveLessonBody(tenant, 'person_mara', course.id, first.id, '<p>One</p>', saved, saved + 3_600_000)
  await saveLessonBody(tenant, 'person_mara', course.id, first.id, '<p>One, two</p>', later, later + 2_000)
  const log = tenant.read((db) => db.select().from(events).where(gt(events.seq, from)).orderBy(asc(events.seq)).all())
  expect(log.map(({ type, actor, subject, data }) => ({ type, actor, subject, data }))).toEqual([
    { type: 'lesson.changed', actor: 'person_mara', subject: first.id, data: { courseId: course.id, what: ['title', 'preview'] } },
    { type: 'lesson.moved', actor: 'person_ines', subject: second.id, data: { courseId: course.id } },
    { type: 'lesson.text_changed', actor: 'person_mara', subject: first.id, data: { courseId: course.id } },
  ])
})

test('the length goes to what students see now, found without searching outlines; versions before stay as they were', async () => {
  await tenant.transact((tx) => {
    const film = {
      id: 'asset_film',
      kind: 'video' as const,
      state: 'processing' as const,
      name: 'film.mp4',
      size: 1,
      createdBy: owner,
      createdAt: 1,
    }
    tx.insert(assets).values(film).run()
  })
  const { course } = await aPublishedCourse(tenant, owner, { lessons: ['Film'], assetId: 'asset_film' })
  const first = tenant.read((db) => courseById(db, course.id).publishedVersionId)
  const second = await publishCourse(tenant, owner, course.id)
  await tenant.transact((tx) => noteVideoLength(tx, 'asset_film', 95))
  const lengths = (versionId: string | null) =>
    tenant.read((db) => lessonsOf(publishedVersion(db, versionId)!.outline).map((lesson) => lesson.seconds))
  expect(lengths(second.id)).toEqual([95])
  expect(lengths(first)).toEqual([0])
})
