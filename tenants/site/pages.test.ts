import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { addSection, changeLesson } from '#tenants/courses/curriculum.ts'
import { CourseUnknown } from '#tenants/courses/failures.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { assets } from '#tenants/media/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { courseCard, coursePage, homePage, picture } from './pages.ts'

const STAFF = 'person_owner'
let all: TestSchools
let school: Tenant

beforeAll(async () => {
  all = await temporarySchools()
})
afterAll(() => all.close())

const newCourse = (title: string) =>
  createCourse(school, STAFF, {
    title,
    outcome: 'Dye with roots.',
    price: 24_000,
    currency: 'USD',
    sections: [
      { title: 'Roots', lessons: ['Madder', 'Weld'] },
      { title: 'Leaves', lessons: ['Woad'] },
    ],
  })

test('a new school has a face and no courses', async () => {
  school = await all.school('empty')
  expect(school.read(homePage)).toMatchObject({ school: { name: 'School empty', instructorName: all.owner.name, logo: null }, courses: [] })
})

test('visitors see published courses alone, as they were when they were published', async () => {
  school = await all.school('published')
  const shown = await newCourse('Natural Dyeing')
  const draft = await newCourse('A Draft')
  const gone = await newCourse('Gone')
  await publishCourse(school, STAFF, shown.id)
  await publishCourse(school, STAFF, gone.id)
  await deleteCourse(school, STAFF, gone.id)
  await changeLesson(
    school,
    'person_test',
    shown.id,
    school.read((db) => lessonsInOrder(db, shown.id)).find((one) => one.title === 'Madder')!.id,
    {
      title: 'Not yet published',
    },
  )
  expect(school.read(homePage).courses.map((course) => course.id)).toEqual([shown.id])
  expect(school.read((db) => coursePage(db, shown.slug)).course.sections[0]?.lessons[0]?.title).toBe('Madder')
  expect(school.read((db) => courseCard(db, shown.id))?.title).toBe('Natural Dyeing')
  for (const hidden of [draft, gone]) {
    expect(school.read((db) => courseCard(db, hidden.id))).toBeUndefined()
    expect(() => school.read((db) => coursePage(db, hidden.slug))).toThrow(CourseUnknown)
  }
})

test('a card counts lessons, names the first free one, and leaves out sections without lessons', async () => {
  school = await all.school('cards')
  const course = await newCourse('Natural Dyeing')
  await addSection(school, STAFF, course.id, 'Still empty')
  const lessons = school.read((db) => lessonsInOrder(db, course.id))
  const weld = lessons.find((lesson) => lesson.title === 'Weld')
  for (const lesson of lessons.filter((one) => one.title !== 'Madder'))
    await changeLesson(school, 'person_test', course.id, lesson.id, { preview: true })
  await publishCourse(school, STAFF, course.id)
  const [card] = school.read(homePage).courses
  expect(card).toMatchObject({ lessons: 3, seconds: 0, freeLessonId: weld!.id, price: 24_000, currency: 'USD', cover: null })
  expect(card?.chapters.map(({ title, lessons }) => `${title} ${lessons}`)).toEqual(['Roots 2', 'Leaves 1'])
})

test('a picture is shown only once it is ready, its widths smallest first', async () => {
  school = await all.school('pictures')
  const asset = { id: 'asset_1', kind: 'image', state: 'processing', name: 'madder.jpg', size: 1, createdBy: STAFF, createdAt: 1 } as const
  await school.transact((tx) => tx.insert(assets).values(asset).run().changes)
  expect(school.read((db) => picture(db, 'asset_1'))).toBeNull()
  const renditions = [1280, 320, 640].map((width) => ({ width, height: width / 2 }))
  await school.transact((tx) => tx.update(assets).set({ state: 'ready', renditions }).run().changes)
  expect(school.read((db) => picture(db, 'asset_1'))).toEqual({ assetId: 'asset_1', widths: [320, 640, 1280] })
})
