import { asc, eq } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { addLesson, changeLesson } from '#tenants/courses/curriculum.ts'
import { lessonsInOrder, sectionsInOrder } from '#tenants/courses/find.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { events } from '#tenants/events/schema.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { assets } from '#tenants/media/schema.ts'
import { addStudent } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'

export const SECONDS = 100

export interface TestCourse {
  readonly id: string
  readonly slug: string
  readonly lessons: readonly string[]
}

const STAFF = 'person_test'

export async function publishedCourse(tenant: Tenant, videos: number): Promise<TestCourse> {
  const titles = Array.from({ length: videos }, (_, at) => `Lesson ${at + 1}`)
  const draft = { title: 'Dyeing', outcome: 'Dye', price: 0, currency: 'USD', sections: [{ title: 'All', lessons: titles }] }
  const course = await createCourse(tenant, STAFF, draft)
  for (const lesson of tenant.read((db) => lessonsInOrder(db, course.id))) await giveVideo(tenant, course.id, lesson.id)
  return publish(tenant, course)
}

/** Adds one more video at the end and publishes. */
export async function withAnotherLesson(tenant: Tenant, course: TestCourse): Promise<TestCourse> {
  const sectionId = tenant.read((db) => sectionsInOrder(db, course.id)[0]!.id)
  const lesson = await addLesson(tenant, STAFF, course.id, { sectionId, title: 'Later', kind: 'video' })
  await giveVideo(tenant, course.id, lesson.id)
  return publish(tenant, course)
}

async function publish(tenant: Tenant, { id, slug }: { id: string; slug: string }): Promise<TestCourse> {
  await publishCourse(tenant, STAFF, id)
  return { id, slug, lessons: tenant.read((db) => lessonsInOrder(db, id).map((lesson) => lesson.id)) }
}

async function giveVideo(tenant: Tenant, courseId: string, lessonId: string): Promise<void> {
  const assetId = newId('asset')
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ id: assetId, kind: 'video', state: 'ready', name: 'a.mp4', size: 1, seconds: SECONDS, createdBy: STAFF, createdAt: 1 })
      .run()
  })
  await changeLesson(tenant, 'person_test', courseId, lessonId, { assetId })
}

/** A student, in the courses named. */
export async function studentIn(tenant: Tenant, ...courses: readonly TestCourse[]): Promise<string> {
  return tenant.transact((tx) => {
    const student = addStudent(tx, { email: `${newId('student')}@example.com`, name: 'Ines', passwordHash: 'x' }, Date.now())
    for (const course of courses) grant(tx, student.id, course.id, { source: 'staff', actor: STAFF }, Date.now())
    return student.id
  })
}

/** How often something happened, by whom. */
export const happened = (tenant: Tenant, type: string, actor: string): string[] =>
  tenant.read((db) =>
    db
      .select()
      .from(events)
      .where(eq(events.type, type))
      .orderBy(asc(events.seq))
      .all()
      .filter((event) => event.actor === actor)
      .map((event) => event.subject),
  )
