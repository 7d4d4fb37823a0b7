import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { events } from '#tenants/events/schema.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { courseProgress, markLesson, noteWatched } from '#tenants/learning/progress.ts'
import { publishedById } from '#tenants/learning/published.ts'
import { assets } from '#tenants/media/schema.ts'
import { addStudent } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { random as randomFrom } from '#tests/setup/random.ts'
import { createCourse } from './create-course.ts'
import { deleteSection } from './curriculum.ts'
import { curriculumView } from './curriculum-view.ts'
import { duplicateCourse, duplicateLessons, duplicateSection } from './duplicate.ts'
import { CourseTooLong, LessonUnknown, SectionUnknown } from './failures.ts'
import { lessonsInOrder, sectionsInOrder } from './find.ts'
import { saveLessonBody } from './lesson-body.ts'
import { attachVideo } from './lesson-video.ts'
import { MOST_LESSONS } from './limits.ts'
import { deleteLessons, setPreviews } from './many-lessons.ts'
import { type Arrangement, arrangeLessons, moveLessons } from './move-lessons.ts'
import { restoreLessons } from './restore.ts'
import { lessonBodies, lessons } from './schema.ts'
import { publishCourse } from './versions.ts'

const ACTOR = 'person_test'
const copy = (title: string) => `${title} (copy)`

let all: TestSchools
let tenant: Tenant
let schools = 0
beforeAll(async () => {
  all = await temporarySchools()
})
afterAll(() => all.close())
beforeEach(async () => {
  tenant = await all.school(`many-${++schools}`)
})

const course = (sections: Record<string, string[]>) =>
  createCourse(tenant, ACTOR, {
    title: 'Vat',
    outcome: '',
    price: 100,
    currency: 'EUR',
    sections: Object.entries(sections).map(([title, inside]) => ({ title, lessons: inside })),
  })

/** `Ground: a b c` a section, by the titles. */
const shape = (id: string) =>
  tenant.read((db) => curriculumView(db, id).sections.map(({ title, lessons }) => [title, ...lessons.map((one) => one.title)].join(' ')))
const sectionIds = (id: string) => tenant.read((db) => sectionsInOrder(db, id).map((section) => section.id))
const ids = (id: string, ...titles: string[]) =>
  tenant.read((db) => {
    const found = lessonsInOrder(db, id)
    return titles.map((title) => found.find((one) => one.title === title)!.id)
  })
const arrangementOf = (id: string): Arrangement =>
  tenant.read((db) => curriculumView(db, id).sections.map((one) => ({ section: one.id, lessons: one.lessons.map((lesson) => lesson.id) })))

describe('moving many lessons', () => {
  test('puts them together at the end of a section in the order they had, and back as they stood', async () => {
    const { id } = await course({ A: ['a', 'b', 'c'], B: ['d', 'e'], C: [] })
    const before = arrangementOf(id)
    const [, B = ''] = sectionIds(id)
    await moveLessons(tenant, ACTOR, id, ids(id, 'd', 'c', 'a'), { courseId: id, sectionId: B })
    expect(shape(id)).toEqual(['A b', 'B e a c d', 'C'])
    await arrangeLessons(tenant, ACTOR, before)
    expect(shape(id)).toEqual(['A a b c', 'B d e', 'C'])
  })

  test('is all or nothing: one that is gone leaves the others where they are', async () => {
    const { id } = await course({ A: ['a', 'b'], B: [] })
    const [a, b] = ids(id, 'a', 'b')
    await deleteLessons(tenant, ACTOR, id, [b!])
    const [, B = ''] = sectionIds(id)
    await expect(moveLessons(tenant, ACTOR, id, [a!, b!], { courseId: id, sectionId: B })).rejects.toThrow(LessonUnknown)
    expect(shape(id)).toEqual(['A a', 'B'])
  })

  test('undo leaves behind their neighbours what came since, and what was deleted since', async () => {
    const { id } = await course({ A: ['a', 'b', 'c'], B: ['d'] })
    const before = arrangementOf(id)
    const [A = '', B = ''] = sectionIds(id)
    await moveLessons(tenant, ACTOR, id, ids(id, 'a', 'b'), { courseId: id, sectionId: B })
    await moveLessons(tenant, ACTOR, id, ids(id, 'd'), { courseId: id, sectionId: A })
    await deleteLessons(tenant, ACTOR, id, ids(id, 'b'))
    await arrangeLessons(
      tenant,
      ACTOR,
      before.filter((one) => one.section === A),
    )
    expect(shape(id)).toEqual(['A a c d', 'B'])
  })

  test('whatever is moved and undone, nothing is lost, nothing is there twice, and what was not moved keeps its order', async () => {
    const random = randomFrom(7)
    const pick = (n: number) => Math.floor(random() * n)
    const titles = Array.from({ length: 24 }, (_, at) => `l${at}`)
    const one = await course({ A: titles.slice(0, 10), B: titles.slice(10, 16), C: [] })
    const two = await course({ X: titles.slice(16), Y: [] })
    const everything = () =>
      [one, two]
        .flatMap(({ id }) => arrangementOf(id).flatMap((section) => section.lessons))
        .sort()
        .join()
    const whole = everything()
    for (let round = 0; round < 25; round++) {
      const [from, to] = [random() < 0.5 ? one : two, random() < 0.5 ? one : two]
      const inside = tenant.read((db) => lessonsInOrder(db, from.id).map((lesson) => lesson.id))
      const chosen = inside.filter(() => random() < 0.3)
      const targets = sectionIds(to.id)
      const before = [...new Set([one, two])].flatMap(({ id }) => arrangementOf(id))
      const moved = new Set(chosen)
      await moveLessons(tenant, ACTOR, from.id, chosen, { courseId: to.id, sectionId: targets[pick(targets.length)]! })
      expect(everything()).toBe(whole)
      const after = [...new Set([one, two])].flatMap(({ id }) => arrangementOf(id))
      for (const section of before) {
        const rest = section.lessons.filter((id) => !moved.has(id))
        expect(after.find((other) => other.section === section.section)?.lessons.filter((id) => !moved.has(id))).toEqual(rest)
      }
      if (random() < 0.5) continue
      await arrangeLessons(tenant, ACTOR, before)
      expect([one, two].flatMap(({ id }) => arrangementOf(id))).toEqual(before)
    }
  })

  test('to a section or a course that is gone is refused, and so is more than a course can have', async () => {
    const { id } = await course({ A: ['a', 'b'] })
    const other = await course({ X: Array.from({ length: MOST_LESSONS - 1 }, (_, at) => `x${at}`), Y: [] })
    const [, Y = ''] = sectionIds(other.id)
    await expect(moveLessons(tenant, ACTOR, id, ids(id, 'a', 'b'), { courseId: other.id, sectionId: Y })).rejects.toThrow(CourseTooLong)
    await deleteSection(tenant, ACTOR, other.id, Y)
    await expect(moveLessons(tenant, ACTOR, id, ids(id, 'a'), { courseId: other.id, sectionId: Y })).rejects.toThrow(SectionUnknown)
    expect(shape(id)).toEqual(['A a b'])
  })
})

test('what students did of a lesson goes with it, and counts in both courses as long as both show it', async () => {
  const from = await aPublishedCourse(tenant, ACTOR, { title: 'From', lessons: ['a', 'b'] })
  const to = await aPublishedCourse(tenant, ACTOR, { title: 'To', lessons: ['x'] })
  const [a, b] = from.lessons
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ id: 'asset_v', kind: 'video', state: 'ready', name: 'v', size: 1, seconds: 10, createdBy: ACTOR, createdAt: 1 })
      .run()
  })
  await attachVideo(tenant, ACTOR, from.course.id, b!.id, 'asset_v')
  await publishCourse(tenant, ACTOR, from.course.id)
  const student = await tenant.transact((tx) => {
    const made = addStudent(tx, { email: 'ines@school.test', name: 'Ines', passwordHash: 'x' }, 1)
    grant(tx, made.id, from.course.id, { source: 'staff', actor: ACTOR }, 1)
    return made.id
  })
  await markLesson(tenant, student, from.course.slug, a!.id, true)
  const [X = ''] = sectionIds(to.course.id)
  await moveLessons(tenant, ACTOR, from.course.id, [a!.id, b!.id], { courseId: to.course.id, sectionId: X })
  const done = (courseId: string) => tenant.read((db) => [...courseProgress(db, student, publishedById(db, courseId)!.outline).done])
  expect(done(from.course.id)).toEqual([a!.id])
  // The student is not in the other course, and still watches what theirs shows.
  await tenant.transact((tx) => {
    expect(noteWatched(tx, student, b!.id, { covered: [[0, 10]], position: 10 }, 5)).toBeDefined()
  })
  expect(done(from.course.id)).toEqual([a!.id, b!.id])
  await publishCourse(tenant, ACTOR, to.course.id)
  expect(done(to.course.id)).toEqual([a!.id, b!.id])
})

test('previews open and close at once, and undo puts each back as it was', async () => {
  const { id } = await course({ A: ['a', 'b', 'c'] })
  const [a, b, c] = ids(id, 'a', 'b', 'c')
  const open = () => tenant.read((db) => lessonsInOrder(db, id).flatMap((one) => (one.preview ? [one.title] : [])))
  await setPreviews(tenant, ACTOR, id, { open: [a!, b!], closed: [] })
  await setPreviews(tenant, ACTOR, id, { open: [c!], closed: [a!] })
  expect(open()).toEqual(['b', 'c'])
  await setPreviews(tenant, ACTOR, id, { open: [a!], closed: [c!] })
  expect(open()).toEqual(['a', 'b'])
})

test('lessons deleted together come back where they were, with a section that was deleted meanwhile', async () => {
  const { id } = await course({ A: ['a', 'b', 'c'], B: ['d', 'e'] })
  const gone = ids(id, 'b', 'd')
  await deleteLessons(tenant, ACTOR, id, gone, 1_000)
  expect(shape(id)).toEqual(['A a c', 'B e'])
  await deleteSection(tenant, ACTOR, id, sectionIds(id)[1]!, 2_000)
  await restoreLessons(tenant, ACTOR, id, gone)
  expect(shape(id)).toEqual(['A a b c', 'B d e'])
  const types = tenant.read((db) =>
    db
      .select({ type: events.type })
      .from(events)
      .all()
      .map((event) => event.type),
  )
  expect(types.filter((type) => type === 'lesson.restored')).toHaveLength(2)
})

describe('a copy', () => {
  const bodyOf = (id: string) =>
    tenant.read((db) => {
      const lesson = db.select().from(lessons).where(eq(lessons.id, id)).get()!
      return {
        lesson,
        html: db
          .select()
          .from(lessonBodies)
          .where(eq(lessonBodies.id, lesson.bodyId ?? ''))
          .get()?.html,
      }
    })

  test('of lessons stands behind each original, with a text of its own and the same video, open to nobody', async () => {
    const { id } = await course({ A: ['a', 'b'], B: ['c'] })
    const [a, c] = ids(id, 'a', 'c')
    await tenant.transact((tx) => {
      tx.insert(assets)
        .values({ id: 'asset_w', kind: 'video', state: 'ready', name: 'w', size: 1, seconds: 10, createdBy: ACTOR, createdAt: 1 })
        .run()
    })
    await attachVideo(tenant, ACTOR, id, a!, 'asset_w')
    const based = await saveLessonBody(tenant, ACTOR, id, a!, '<p>One</p>', 0)
    await setPreviews(tenant, ACTOR, id, { open: [a!], closed: [] })
    const made = await duplicateLessons(tenant, ACTOR, id, [c!, a!], copy)
    expect(shape(id)).toEqual(['A a a (copy) b', 'B c c (copy)'])
    await saveLessonBody(tenant, ACTOR, id, a!, '<p>Two</p>', based)
    expect(bodyOf(made[0]!)).toMatchObject({ html: '<p>One</p>', lesson: { assetId: 'asset_w', preview: false } })
    expect(bodyOf(a!).html).toBe('<p>Two</p>')
  })

  test('of a section stands behind it, and of a course is a draft of its own without students', async () => {
    const { course: original, lessons: inside } = await aPublishedCourse(tenant, ACTOR, { title: 'T'.repeat(200), lessons: ['a', 'b'] })
    await duplicateSection(tenant, ACTOR, original.id, sectionIds(original.id)[0]!, copy)
    expect(shape(original.id)).toEqual(['One section a b', 'One section (copy) a b'])
    const made = await duplicateCourse(tenant, ACTOR, original.id, copy)
    expect(shape(made.id)).toEqual(shape(original.id))
    expect(made).toMatchObject({ publishedVersionId: null, price: original.price })
    expect([made.title.length, made.title.endsWith(' (copy)'), made.slug === original.slug]).toEqual([200, true, false])
    const copies = tenant.read((db) => lessonsInOrder(db, made.id).map((one) => one.id))
    expect(copies).not.toContain(inside[0]!.id)
    expect(bodyOf(copies[0]!).html).toContain('in words')
  })

  test('that would make a course too long is not made, nor a part of it', async () => {
    const { id } = await course({ A: Array.from({ length: MOST_LESSONS }, (_, at) => `l${at}`) })
    await expect(duplicateLessons(tenant, ACTOR, id, ids(id, 'l1'), copy)).rejects.toThrow(CourseTooLong)
    expect(tenant.read((db) => lessonsInOrder(db, id))).toHaveLength(MOST_LESSONS)
  })
})
