import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SchoolBusy } from '#tenants/database/failures.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { claim, hear } from '#tenants/jobs/lifecycle.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { type Asset, assets } from '#tenants/media/schema.ts'
import { students } from '#tenants/people/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, aSchool, temporarySchools } from '#tests/setup/kit.ts'
import { changeCourse, deleteCourse } from './change-course.ts'
import { changeCover, courseCover } from './course-cover.ts'
import { COURSES_A_PAGE, courseList, deletedCourse } from './course-list.ts'
import { createCourse } from './create-course.ts'
import { addLesson, changeLesson, deleteLesson, deleteSection } from './curriculum.ts'
import { courseStanding, curriculumView } from './curriculum-view.ts'
import { NothingToPublish } from './failures.ts'
import { lessonsInOrder, sectionsInOrder } from './find.ts'
import { saveLessonBody } from './lesson-body.ts'
import { attachVideo } from './lesson-video.ts'
import { republishCourse } from './republish-course.ts'
import { restoreCourse, restoreLesson } from './restore.ts'
import { offerSampleCourse } from './sample-course.ts'
import { publishedVersion, unpublishCourse } from './versions.ts'

let all: { schools: Schools; close(): Promise<void> }
let tenant: Tenant
let schoolNumber = 0
const ACTOR = 'person_test'
const HOUR = 3_600_000

beforeAll(async () => {
  all = await temporarySchools()
})
afterAll(() => all.close())
beforeEach(async () => {
  tenant = (await aSchool(all.schools, `courses-${++schoolNumber}`)).tenant
})

const draft = (title: string, lessons: string[] = [], now = Date.now()) =>
  createCourse(tenant, ACTOR, { title, outcome: '', price: 0, currency: 'USD', sections: [{ title: 'Start', lessons }] }, now)

async function asset(values: Partial<Asset> & Pick<Asset, 'kind' | 'state'>): Promise<string> {
  const id = `asset_${Math.random().toString(36).slice(2)}`
  await tenant.transact(
    (tx) =>
      tx
        .insert(assets)
        .values({ id, name: 'a file', size: 1, createdBy: ACTOR, createdAt: 1, ...values })
        .run().changes,
  )
  return id
}

const enrol = (courseId: string, name: string) =>
  tenant.transact((tx) => {
    const id = `student_${name}`
    tx.insert(students)
      .values({ id, email: `${name}@example.test`, name, passwordHash: '', createdAt: 1 })
      .run()
    grant(tx, id, courseId, { source: 'staff', actor: ACTOR }, 1)
  })

const titles = (query?: Parameters<typeof courseList>[1]) => tenant.read((db) => courseList(db, query).rows.map((row) => row.title))

describe('the list of courses', () => {
  test('tells what is in each: lessons, length of videos and texts together, and who has access', async () => {
    const { course, lessons } = await aPublishedCourse(tenant, ACTOR, {
      lessons: ['One', 'Two'],
      html: `<p>${'word '.repeat(440)}</p>`,
    })
    const film = await asset({ kind: 'video', state: 'ready', seconds: 90 })
    await changeLesson(tenant, 'person_test', course.id, lessons[0]!.id, { kind: 'video', assetId: film })
    await enrol(course.id, 'ines')
    await enrol(course.id, 'tomas')
    await draft('Nothing in it')
    const [first, second] = tenant.read((db) => courseList(db, { sort: 'students' }).rows)
    expect(first).toMatchObject({ id: course.id, published: true, lessons: 2, seconds: 90 + 120, students: 2, price: 24_000, cover: null })
    expect(second).toMatchObject({ title: 'Nothing in it', published: false, lessons: 0, seconds: 0, students: 0 })
  })

  test('finds by a part of the title in any case, and takes % and _ as they stand', async () => {
    await draft('Natural Dyeing')
    await draft('100% Wool')
    await draft('An Indigo Winter')
    expect(titles({ search: 'DYE' })).toEqual(['Natural Dyeing'])
    expect(titles({ search: '100%' })).toEqual(['100% Wool'])
    expect(titles({ search: '_' })).toEqual([])
  })

  test('keeps drafts and published courses apart', async () => {
    await aPublishedCourse(tenant, ACTOR, { title: 'Out' })
    await draft('In')
    expect([titles({ status: 'published' }), titles({ status: 'draft' })]).toEqual([['Out'], ['In']])
  })

  test('stands in the order of the last change, a lesson’s included, or of the title', async () => {
    const now = Date.now()
    const first = await draft('beta', ['x'], now - 9 * HOUR)
    await draft('Alpha', [], now - 5 * HOUR)
    await draft('gamma', [], now - 7 * HOUR)
    expect(titles()).toEqual(['Alpha', 'gamma', 'beta'])
    await changeLesson(tenant, 'person_test', first.id, tenant.read((db) => lessonsInOrder(db, first.id))[0]!.id, { title: 'y' }, now)
    expect(titles()).toEqual(['beta', 'Alpha', 'gamma'])
    expect(titles({ sort: 'title' })).toEqual(['Alpha', 'beta', 'gamma'])
  })

  test('comes in pages, and says how many match and how many there are', async () => {
    for (let n = 0; n <= COURSES_A_PAGE; n++) await draft(`Course ${String(n).padStart(2, '0')}`, [], 1_000 + n)
    await draft('Another')
    const list = tenant.read((db) => courseList(db, { search: 'Course', sort: 'title', page: 2 }))
    expect(list.rows.map((row) => row.title)).toEqual([`Course ${COURSES_A_PAGE}`])
    expect([list.found, list.all]).toEqual([COURSES_A_PAGE + 1, COURSES_A_PAGE + 2])
    // The only course of page 2 goes: who stood there stands on page 1, not before nothing.
    await deleteCourse(tenant, ACTOR, list.rows[0]?.id ?? '')
    const after = tenant.read((db) => courseList(db, { search: 'Course', sort: 'title', page: 2 }))
    expect([after.page, after.rows.length]).toEqual([1, COURSES_A_PAGE])
  })

  test('leaves out what was deleted, which can still be named and brought back', async () => {
    const course = await draft('Gone')
    await deleteCourse(tenant, ACTOR, course.id)
    expect(titles()).toEqual([])
    expect(tenant.read((db) => deletedCourse(db, course.id))).toEqual({ id: course.id, title: 'Gone', students: 0 })
    await restoreCourse(tenant, ACTOR, course.id)
    expect(titles()).toEqual(['Gone'])
    expect(tenant.read((db) => deletedCourse(db, course.id))).toBeUndefined()
  })
})

describe('the curriculum', () => {
  const videos = (courseId: string, now?: number) =>
    tenant.read((db) => curriculumView(db, courseId, now).sections.flatMap((section) => section.lessons.map((lesson) => lesson.video)))

  test('shows of each video how far it is, and how long it will take', async () => {
    const course = await draft('Films', ['Ready', 'Running', 'Waiting', 'Failed', 'Lost', 'None'])
    const lessons = tenant.read((db) => lessonsInOrder(db, course.id))
    const ids = {
      ready: await asset({ kind: 'video', state: 'ready', seconds: 552 }),
      running: await asset({ kind: 'video', state: 'processing' }),
      waiting: await asset({ kind: 'video', state: 'processing' }),
      failed: await asset({ kind: 'video', state: 'failed', failure: 'media.truncated' }),
      lost: await asset({ kind: 'video', state: 'processing' }),
    }
    for (const [at, id] of Object.values(ids).entries())
      await changeLesson(tenant, 'person_test', course.id, lessons[at]!.id, { assetId: id })
    const now = Date.now()
    const put = (id: string, at: number) =>
      tenant.transact((tx) => enqueue(tx, encodeVideo, { payload: { assetId: id }, subject: id, runAt: at }, at))
    await put(ids.running, now - 60_000)
    const job = await claim(tenant, [encodeVideo.name], now - 60_000)
    await hear(tenant, job!, 0.75, now)
    await put(ids.waiting, now)
    expect(videos(course.id, now)).toEqual([
      { state: 'ready' },
      { state: 'preparing', waiting: false, share: 0.75, secondsLeft: 20 },
      { state: 'preparing', waiting: true, share: 0, secondsLeft: null },
      { state: 'failed', reason: 'media.truncated' },
      { state: 'failed', reason: 'jobs.unprepared' },
      { state: 'none' },
    ])
  })

  test('marks the lessons students do not see yet, once they see the course', async () => {
    const unseen = await draft('Unseen', ['a'])
    const { course } = await aPublishedCourse(tenant, ACTOR, { lessons: ['Seen'] })
    const section = tenant.read((db) => sectionsInOrder(db, course.id))[0]!
    await addLesson(tenant, ACTOR, course.id, { sectionId: section.id, title: 'Added', kind: 'text' })
    const marks = (id: string) =>
      tenant.read((db) => curriculumView(db, id).sections.flatMap((one) => one.lessons.map((lesson) => [lesson.title, lesson.isNew])))
    expect(marks(course.id)).toEqual([
      ['Seen', false],
      ['Added', true],
    ])
    expect(marks(unseen.id)).toEqual([['a', false]])
  })

  test('knows how much is not published, and when a lesson was last saved', async () => {
    const { course, lessons } = await aPublishedCourse(tenant, ACTOR)
    const standing = () => tenant.read((db) => courseStanding(db, course.id))
    expect(standing()).toMatchObject({ published: true, changes: 0, lessons: 3 })
    const later = Date.now() + HOUR
    await changeLesson(tenant, 'person_test', course.id, lessons[0]!.id, { title: 'Other words' }, later)
    expect(standing()).toMatchObject({ changes: 1, savedAt: later })
    expect(tenant.read((db) => curriculumView(db, course.id)).sections).toHaveLength(1)
  })
})

test('a course knows how many of its lessons have a video that nobody can watch', async () => {
  const states = ['failed', 'processing', 'ready'] as const
  const ids = await Promise.all(states.map((state) => asset({ kind: 'video', state })))
  const course = await draft('Filmed', [...states])
  const lessons = tenant.read((db) => lessonsInOrder(db, course.id))
  for (const [at, lesson] of lessons.entries()) await attachVideo(tenant, ACTOR, course.id, lesson.id, ids[at] ?? '')
  expect(tenant.read((db) => courseStanding(db, course.id))).toMatchObject({ lessons: 3, empty: [], unready: 2 })
})

test('a lesson is empty when it has neither a video nor a text, whichever kind it is', async () => {
  const course = await draft('Half made', ['Film with words', 'Picture alone', 'Nothing', 'Cleared'])
  const [words, picture, , cleared] = tenant.read((db) => lessonsInOrder(db, course.id))
  const image = await asset({ kind: 'image', state: 'ready' })
  await saveLessonBody(tenant, ACTOR, course.id, words?.id ?? '', `<p>${'word '.repeat(440)}</p>`, 0)
  await saveLessonBody(tenant, ACTOR, course.id, picture?.id ?? '', `<img data-asset="${image}" alt="">`, 0)
  await saveLessonBody(tenant, ACTOR, course.id, cleared?.id ?? '', '<p></p>', 0)
  expect(tenant.read((db) => courseStanding(db, course.id))).toMatchObject({
    lessons: 4,
    empty: [{ title: 'Nothing' }, { title: 'Cleared' }],
    seconds: 120,
  })
  const rows = tenant.read((db) => curriculumView(db, course.id)).sections.flatMap((section) => section.lessons)
  expect(rows.map((row) => [row.title, row.isEmpty, row.seconds])).toEqual([
    ['Film with words', false, 120],
    ['Picture alone', false, 0],
    ['Nothing', true, 0],
    ['Cleared', true, 0],
  ])
  expect(tenant.read((db) => courseList(db).rows[0]?.seconds)).toBe(120)
})

test('a lesson that comes back brings its section, when that was deleted meanwhile', async () => {
  const course = await draft('Dyeing', ['Weld', 'Madder'])
  const [weld] = tenant.read((db) => lessonsInOrder(db, course.id))
  const [section] = tenant.read((db) => sectionsInOrder(db, course.id))
  await deleteLesson(tenant, ACTOR, course.id, weld?.id ?? '', 5_000)
  await deleteSection(tenant, ACTOR, course.id, section?.id ?? '', 6_000)
  await restoreLesson(tenant, ACTOR, course.id, weld?.id ?? '')
  const { sections } = tenant.read((db) => curriculumView(db, course.id))
  expect(sections.map((one) => [one.title, one.lessons.map((lesson) => lesson.title)])).toEqual([['Start', ['Weld', 'Madder']]])
})

test('a sample course that cannot be made is no failure of the school', async () => {
  const busy = Object.create(tenant, { transact: { value: () => Promise.reject(new SchoolBusy()) } }) as Tenant
  await offerSampleCourse(busy, ACTOR)
  expect(tenant.read((db) => courseList(db)).all).toBe(0)
  await offerSampleCourse(tenant, ACTOR)
  expect(tenant.read((db) => courseList(db)).all).toBe(1)
})

describe('a course taken off the site', () => {
  test('comes back in the version students knew, not in what was drafted since', async () => {
    const { course } = await aPublishedCourse(tenant, ACTOR, { title: 'As published' })
    await unpublishCourse(tenant, ACTOR, course.id)
    await changeCourse(tenant, ACTOR, course.id, { title: 'Drafted since' })
    await republishCourse(tenant, ACTOR, course.id)
    const standing = tenant.read((db) => courseStanding(db, course.id))
    expect(standing).toMatchObject({ published: true, changes: 1 })
    expect(tenant.read((db) => publishedVersion(db, standing.course.publishedVersionId))?.outline.title).toBe('As published')
  })

  test('cannot come back when it never was there', async () => {
    const course = await draft('Never')
    await expect(republishCourse(tenant, ACTOR, course.id)).rejects.toBeInstanceOf(NothingToPublish)
  })
})

describe('a cover', () => {
  test('is a picture of this school and nothing else', async () => {
    const course = await draft('Covered')
    const picture = await asset({ kind: 'image', state: 'ready', renditions: [640, 320].map((width) => ({ width, height: width })) })
    const film = await asset({ kind: 'video', state: 'ready' })
    await expect(changeCover(tenant, ACTOR, course.id, film)).rejects.toBeInstanceOf(AssetUnknown)
    await expect(changeCover(tenant, ACTOR, course.id, 'asset_elsewhere')).rejects.toBeInstanceOf(AssetUnknown)
    await changeCover(tenant, ACTOR, course.id, picture)
    expect(tenant.read((db) => courseList(db).rows[0]?.cover)).toEqual({ assetId: picture, widths: [320, 640] })
    await changeCover(tenant, ACTOR, course.id, null)
    expect(tenant.read((db) => courseList(db).rows[0]?.cover)).toBeNull()
  })

  test('says why it could not be prepared', async () => {
    const broken = await asset({ kind: 'image', state: 'failed', failure: 'media.not_image' })
    expect(tenant.read((db) => courseCover(db, broken))).toEqual({ state: 'failed', picture: null, reason: 'media.not_image' })
    expect(tenant.read((db) => courseCover(db, null)).state).toBe('none')
  })
})
