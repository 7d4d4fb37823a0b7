import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCourse } from '#tenants/courses/create-course.ts'
import { deleteLesson } from '#tenants/courses/curriculum.ts'
import { LessonUnknown } from '#tenants/courses/failures.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { lessonScreen } from '#tenants/courses/lesson-screen.ts'
import { attachVideo, detachVideo, NotAVideo } from '#tenants/courses/lesson-video.ts'
import { restoreLesson } from '#tenants/courses/restore.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import { claim, failAttempt, hear, settle } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { secondsLeft } from './asset-standing.ts'
import { assetView } from './asset-view.ts'
import { AssetUnknown } from './failures.ts'
import { encodeVideo } from './jobs.ts'
import { retryAsset } from './retry-asset.ts'
import { assets } from './schema.ts'

const ASSET = 'asset_1'
const START = 1_000_000
const KINDS = [encodeVideo.name]

let schools: TestSchools
let tenant: Tenant
beforeEach(async () => {
  schools = await temporarySchools()
  tenant = await schools.school('madder')
  await tenant.transact((tx) => {
    const asset = { kind: 'video' as const, state: 'processing' as const, name: 'vat.mp4', size: 9, createdBy: 'p', createdAt: START }
    tx.insert(assets)
      .values({ ...asset, id: ASSET, sourceKey: `assets/${ASSET}/source` })
      .run()
    tx.insert(assets)
      .values({ ...asset, id: 'asset_picture', kind: 'image' })
      .run()
    enqueue(tx, encodeVideo, { payload: { assetId: ASSET }, subject: ASSET }, START)
  })
})
afterEach(() => schools.close())

const view = (now: number) => tenant.read((db) => assetView(db, ASSET, now))
const handler = handlers.get(encodeVideo.name)!

async function fail(now: number): Promise<void> {
  const job = await claim(tenant, KINDS, now)
  await failAttempt(tenant, handler, job!, { permanent: true, code: 'jobs.failed', detail: '' }, now)
}

test('a video that waits says so; one that is prepared says how far it is and what is left', async () => {
  expect(view(START)).toMatchObject({ state: 'processing', waiting: true, progress: 0, secondsLeft: null })
  const job = await claim(tenant, KINDS, START)
  await hear(tenant, job!, 0.25, START + 30_000)
  expect(view(START + 30_000)).toMatchObject({ waiting: false, progress: 0.25, secondsLeft: 90 })
  // The next report is late: the time left runs on instead of growing.
  expect(view(START + 40_000)).toMatchObject({ progress: 0.25, secondsLeft: 80 })
})

test('the time left is not told from nothing, and never runs out before the end', () => {
  const job = { state: 'running', progress: 0.5, startedAt: 0, heardAt: 10_000 } as const
  expect(secondsLeft({ ...job, progress: 0.01 }, 10_000)).toBeNull()
  expect(secondsLeft({ ...job, heardAt: 500 }, 500)).toBeNull()
  expect(secondsLeft({ ...job, state: 'waiting' }, 10_000)).toBeNull()
  expect(secondsLeft(job, 60_000)).toBe(1)
})

test('a ready video tells its length, sizes and rungs', async () => {
  const job = await claim(tenant, KINDS, START)
  const rung = { name: '360p', width: 640, height: 360, bandwidth: 1, codecs: 'x', segments: 1, bytes: 5 }
  const output = { seconds: 61.5, width: 640, height: 360, hasAudio: true, renditions: [rung], bytes: 50 }
  await settle(tenant, handler, job!, output, START + 5)
  expect(view(START + 5)).toMatchObject({
    state: 'ready',
    progress: 1,
    secondsLeft: null,
    seconds: 61.5,
    renditions: [{ width: 640, height: 360 }],
    outputBytes: 50,
  })
})

test('a failed video tells why, and another try puts one job however often it is asked for', async () => {
  await fail(START)
  expect(view(START)).toMatchObject({ state: 'failed', failure: 'jobs.failed' })
  await retryAsset(tenant, schools.owner.id, ASSET, START + 1)
  await retryAsset(tenant, schools.owner.id, ASSET, START + 2)
  expect(view(START + 2)).toMatchObject({ state: 'processing', failure: null, waiting: true })
  const waiting = tenant.read((db) => db.select().from(jobs).where(eq(jobs.state, 'waiting')).all())
  expect(waiting.map((job) => job.subject)).toEqual([ASSET])
})

test('another school can neither see nor retry the file', async () => {
  await fail(START)
  const other = await schools.school('weld')
  expect(other.read((db) => assetView(db, ASSET, START))).toBeUndefined()
  await expect(retryAsset(other, schools.owner.id, ASSET)).rejects.toBeInstanceOf(AssetUnknown)
  expect(view(START)?.state).toBe('failed')
})

test('a deleted file is not shown', async () => {
  await tenant.transact((tx) => tx.update(assets).set({ deletedAt: 1 }).where(eq(assets.id, ASSET)).run().changes)
  expect(view(START)).toBeUndefined()
})

async function lesson(): Promise<[string, string]> {
  const sections = [
    { title: 'One', lessons: ['First', 'Second'] },
    { title: 'Two', lessons: ['Third'] },
  ]
  const course = await createCourse(tenant, schools.owner.id, { title: 'Dyeing', outcome: '', price: 0, currency: 'USD', sections })
  const second = tenant.read((db) => lessonsInOrder(db, course.id)).find((one) => one.title === 'Second')!
  return [course.id, second.id]
}

test('a lesson’s screen shows its video and the lessons beside it, across sections', async () => {
  const [courseId, lessonId] = await lesson()
  await attachVideo(tenant, schools.owner.id, courseId, lessonId, ASSET)
  expect(tenant.read((db) => lessonScreen(db, courseId, lessonId, START))).toMatchObject({
    section: 'One',
    number: 2,
    count: 3,
    previous: { title: 'First' },
    next: { title: 'Third' },
    video: { id: ASSET },
  })
})

test('a video is taken out and put back; a picture is no video', async () => {
  const [courseId, lessonId] = await lesson()
  const shown = () => tenant.read((db) => lessonScreen(db, courseId, lessonId)).video?.id
  await attachVideo(tenant, schools.owner.id, courseId, lessonId, ASSET)
  await expect(attachVideo(tenant, schools.owner.id, courseId, lessonId, 'asset_picture')).rejects.toBeInstanceOf(NotAVideo)
  await expect(attachVideo(tenant, schools.owner.id, courseId, lessonId, 'asset_none')).rejects.toBeInstanceOf(AssetUnknown)
  expect(shown()).toBe(ASSET)
  await detachVideo(tenant, schools.owner.id, courseId, lessonId)
  expect(shown()).toBeUndefined()
  await attachVideo(tenant, schools.owner.id, courseId, lessonId, ASSET)
  expect(shown()).toBe(ASSET)
})

test('a lesson deleted while its video went up has it when it is brought back', async () => {
  const [courseId, lessonId] = await lesson()
  await deleteLesson(tenant, schools.owner.id, courseId, lessonId)
  await attachVideo(tenant, schools.owner.id, courseId, lessonId, ASSET)
  await restoreLesson(tenant, schools.owner.id, courseId, lessonId)
  expect(tenant.read((db) => lessonScreen(db, courseId, lessonId)).video?.id).toBe(ASSET)
  await expect(attachVideo(tenant, schools.owner.id, 'course_other', lessonId, ASSET)).rejects.toBeInstanceOf(LessonUnknown)
})
