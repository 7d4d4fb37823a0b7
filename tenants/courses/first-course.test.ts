import { expect, test } from 'vitest'
import { oneSchool } from '#tests/setup/one-school.ts'
import { courseList } from './course-list.ts'
import { curriculumView } from './curriculum-view.ts'
import { type FirstCourse, makeFirstCourse } from './first-course.ts'

const first = (change: Partial<FirstCourse>): FirstCourse => ({
  begin: 'list',
  title: 'Dyeing',
  outline: 'The vat\n  Weld\n  Madder',
  firstSection: 'Lessons',
  ...change,
})

async function school() {
  const { tenant, actor } = await oneSchool()
  const made = () =>
    tenant.read((db) =>
      courseList(db).rows.map(({ id, title }) => ({
        title,
        sections: curriculumView(db, id).sections.map((section) => [section.title, section.lessons.length]),
      })),
    )
  return { tenant, actor, made }
}

test('a list becomes sections and lessons', async () => {
  const { tenant, actor, made } = await school()
  await makeFirstCourse(tenant, actor, first({}))
  expect(made()).toEqual([{ title: 'Dyeing', sections: [['The vat', 2]] }])
})

test('a blank course has a title, whatever is typed beside it', async () => {
  const { tenant, actor, made } = await school()
  await makeFirstCourse(tenant, actor, first({ begin: 'blank' }))
  expect(made()).toEqual([{ title: 'Dyeing', sections: [['Lessons', 0]] }])
})

test('the sample needs no title, and its lessons have texts', async () => {
  const { tenant, actor, made } = await school()
  await makeFirstCourse(tenant, actor, first({ begin: 'sample', title: '' }))
  expect(made()).toEqual([{ title: 'A sample course', sections: [['Look around', 5]] }])
})

test('a form that is sent twice makes one course', async () => {
  const { tenant, actor, made } = await school()
  await makeFirstCourse(tenant, actor, first({}))
  await makeFirstCourse(tenant, actor, first({ title: 'Again' }))
  expect(made().map(({ title }) => title)).toEqual(['Dyeing'])
})
