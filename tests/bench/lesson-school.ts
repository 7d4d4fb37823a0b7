import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { cookieName } from '#app/server/cookies.ts'
import { urls } from '#app/urls.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { saveLessonBody } from '#tenants/courses/lesson-body.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { markLesson } from '#tenants/learning/progress.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { assets } from '#tenants/media/schema.ts'
import { registerStudent } from '#tenants/people/students.ts'
import { aFilm, aSchool, DEVICE, PASSWORD } from '#tests/setup/kit.ts'
import { until } from '#tests/setup/server.ts'
import type { Shipped } from './shipped-server.ts'

const SECTIONS = 9
const LESSONS_A_SECTION = 10
const SENTENCE = 'Wind the warp in one breath, and let the second thread lie where the first one left room for it. '

export interface Lessons {
  /** A lesson of film and text in the middle of the course. */
  readonly path: string
  /** Another one of the same course. */
  readonly otherPath: string
  readonly otherTitle: string
  /** What the student's browser sends. */
  readonly cookie: string
}

/** A course of ninety lessons with a real film, and a student who has done a third of it. */
export async function lessonSchool({ schools }: Shipped): Promise<Lessons> {
  const { tenant, owner } = await aSchool(schools, 'bench')
  const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-film-'))
  const film = await importFile(tenant, owner.id, await aFilm(folder), 'video').finally(() => rm(folder, { recursive: true }))
  const isReady = () => tenant.read((db) => db.select().from(assets).where(eq(assets.id, film.id)).get())?.state === 'ready'
  await until('the film is ready', isReady, 120_000)

  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
  const course = await createCourse(tenant, owner.id, {
    title: 'Weaving from the first thread',
    outcome: 'Weave a blanket on a loom you have warped yourself.',
    price: 24_000,
    currency: 'USD',
    sections: numbers(SECTIONS).map((section) => ({
      title: `Part ${section}: what the loom asks for`,
      lessons: numbers(LESSONS_A_SECTION).map((lesson) => `Lesson ${section}.${lesson}, with some yarn and patience`),
    })),
  })
  const lessons = tenant.read((db) => lessonsInOrder(db, course.id))
  const html = numbers(6)
    .map((part) => `<h2>Step ${part}</h2><p>${SENTENCE.repeat(5)}</p><ul><li>${SENTENCE}</li><li>${SENTENCE}</li></ul>`)
    .join('')
  for (const [at, lesson] of lessons.entries()) {
    await changeLesson(tenant, owner.id, course.id, lesson.id, at % 3 === 0 ? { kind: 'text' } : { assetId: film.id })
    await saveLessonBody(tenant, owner.id, course.id, lesson.id, html, 0)
  }
  await publishCourse(tenant, owner.id, course.id)

  const who = { email: 'student@school.test', name: 'Sofia Student', password: PASSWORD }
  const { student, token } = await registerStudent(tenant, who, DEVICE)
  await tenant.transact((tx) => {
    grant(tx, student.id, course.id, { source: 'staff', actor: owner.id }, Date.now())
  })
  for (const lesson of lessons.slice(0, 30)) await markLesson(tenant, student.id, course.slug, lesson.id, true)
  const [shown, other] = [lessons[31], lessons[36]]
  return {
    path: urls.school.lesson(course.slug, shown?.id ?? ''),
    otherPath: urls.school.lesson(course.slug, other?.id ?? ''),
    otherTitle: other?.title ?? '',
    cookie: `${cookieName('student', false)}=${token}`,
  }
}
