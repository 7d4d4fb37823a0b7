import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assets } from '#tenants/media/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { createCourse } from './create-course.ts'
import { changeLesson } from './curriculum.ts'
import { BodyChangedElsewhere, LessonUnknown } from './failures.ts'
import { lessonById, lessonsInOrder } from './find.ts'
import { lessonBody, saveLessonBody } from './lesson-body.ts'
import { lessonsOf } from './outline.ts'
import { publishCourse, publishedVersion } from './versions.ts'

describe('a lesson’s text', () => {
  let schools: TestSchools
  let tenant: Tenant
  let course: string
  let lesson: string
  beforeEach(async () => {
    schools = await temporarySchools()
    tenant = await schools.school('madder')
    const draft = { title: 'Dyeing', outcome: '', price: 0, currency: 'USD', sections: [{ title: 'One', lessons: ['First', 'Second'] }] }
    course = (await createCourse(tenant, schools.owner.id, draft)).id
    lesson = tenant.read((db) => lessonsInOrder(db, course))[0]!.id
    await changeLesson(tenant, 'person_test', course, lesson, { kind: 'text' })
  })
  afterEach(() => schools.close())

  const now = () => tenant.read((db) => lessonBody(db, lessonById(db, course, lesson).bodyId))
  const save = (html: string, basedOn: number, at?: number) => saveLessonBody(tenant, 'person_test', course, lesson, html, basedOn, at)

  test('is saved clean, with its words counted', async () => {
    const updatedAt = await save('<p>Three <b>good</b> words</p><script>no()</script>', 0)
    expect(now()).toEqual({ html: '<p>Three <strong>good</strong> words</p>', words: 3, updatedAt })
  })

  test('words in neighbouring blocks are counted as two', async () => {
    await save('<h2>Madder</h2><p>and weld</p>', 0)
    expect(now().words).toBe(3)
  })

  test('is not overwritten by who has not seen the last state', async () => {
    const first = await save('<p>one</p>', 0)
    await save('<p>two</p>', first)
    await expect(save('<p>three</p>', first)).rejects.toBeInstanceOf(BodyChangedElsewhere)
    expect(now().html).toBe('<p>two</p>')
  })

  test('of two who save upon the same state at the same moment one is refused', async () => {
    const first = await save('<p>one</p>', 0)
    const both = await Promise.allSettled([save('<p>a</p>', first), save('<p>b</p>', first)])
    expect(both.map((one) => one.status)).toEqual(['fulfilled', 'rejected'])
    expect(now().html).toBe('<p>a</p>')
  })

  test('two saves in one millisecond are still two states', async () => {
    const first = await save('<p>one</p>', 0, 1_000)
    const second = await save('<p>two</p>', first, 1_000)
    expect(second).toBeGreaterThan(first)
    await expect(save('<p>three</p>', first, 1_000)).rejects.toBeInstanceOf(BodyChangedElsewhere)
  })

  test('a save that comes again, its answer having been lost, is taken', async () => {
    const first = await save('<p>one</p>', 0)
    const second = await save('<p>two</p>', first)
    expect(await save('<p>two</p>', first)).toBe(second)
  })

  test('editing after publishing leaves the published text as it was', async () => {
    const first = await save('<p>published</p>', 0)
    const version = await publishCourse(tenant, schools.owner.id, course)
    const shown = () => {
      const outline = tenant.read((db) => publishedVersion(db, version.id))!.outline
      const { bodyId } = lessonsOf(outline).find((one) => one.id === lesson)!
      return tenant.read((db) => lessonBody(db, bodyId)).html
    }
    const second = await save('<p>draft</p>', first)
    await save('<p>draft, longer</p>', second)
    expect([shown(), now().html]).toEqual(['<p>published</p>', '<p>draft, longer</p>'])
    await publishCourse(tenant, schools.owner.id, course)
    expect(shown()).toBe('<p>published</p>')
  })

  test('names pictures of its own school alone: not a film, not another school’s, not one that is gone', async () => {
    const other = await schools.school('weld')
    const put = (where: Tenant, id: string, kind: 'image' | 'video', deletedAt: number | null = null) =>
      where.transact((tx) => {
        tx.insert(assets).values({ id, kind, state: 'ready', name: id, size: 1, createdBy: 'p', createdAt: 1, deletedAt }).run()
      })
    await put(tenant, 'asset_own', 'image')
    await put(tenant, 'asset_film', 'video')
    await put(tenant, 'asset_gone', 'image', 1)
    await put(other, 'asset_theirs', 'image')
    const html = ['own', 'film', 'gone', 'theirs', 'none'].map((name) => `<img data-asset="asset_${name}" alt="" />`).join('')
    const saved = await save(`<p>a</p>${html}`, 0)
    expect(now().html).toBe('<p>a</p><img data-asset="asset_own" alt="" />')
    expect(await save(`<p>a</p>${html}`, 0)).toBe(saved)
  })

  test('of another school or another course cannot be saved', async () => {
    await expect(saveLessonBody(await schools.school('weld'), 'person_test', course, lesson, '<p>x</p>', 0)).rejects.toBeInstanceOf(
      LessonUnknown,
    )
    await expect(saveLessonBody(tenant, 'person_test', 'course_x', lesson, '<p>x</p>', 0)).rejects.toBeInstanceOf(LessonUnknown)
  })
})
