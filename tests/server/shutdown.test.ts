import { setTimeout as moment } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { newId } from '#lib/ids.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { registerStudent } from '#tenants/people/students.ts'
import { aPublishedCourse, aSchool, type CourseFixture, DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { type Answer, TestServer } from '#tests/setup/server.ts'

const STUDENTS = 12
const email = (n: number) => `student-${n}@school.test`

let server: TestServer
let course: CourseFixture
let host: string
let school: string
beforeAll(async () => {
  server = await TestServer.start()
  const schools = openSchools(server.dataDir, server.port)
  const { tenant, owner } = await aSchool(schools, 'weld')
  const assetId = newId('asset')
  const film = {
    id: assetId,
    kind: 'video',
    state: 'ready',
    name: 'film',
    seconds: 120,
    size: 10,
    createdBy: owner.id,
    createdAt: Date.now(),
  } as const
  await tenant.transact((tx) => tx.insert(assets).values(film).run().changes)
  course = await aPublishedCourse(tenant, owner.id, { assetId })
  for (let n = 0; n < STUDENTS; n++) {
    const { student } = await registerStudent(tenant, { name: 'Ines', email: email(n), password: PASSWORD }, DEVICE)
    await tenant.transact((tx) => grant(tx, student.id, course.course.id, { source: 'staff', actor: owner.id }, Date.now()))
  }
  school = tenant.id
  schools.close()
  host = server.host('weld')
})
afterAll(() => server.remove())

const signIn = (n: number) => server.ask(host, urls.school.signIn(), { form: { email: email(n), password: PASSWORD } })
const cookieOf = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0] ?? ''

test('told to stop under load, every request that is in is answered, and what was watched is kept', async () => {
  const cookies = await Promise.all(Array.from({ length: STUDENTS }, async (_, n) => cookieOf(await signIn(n))))
  const lesson = course.lessons[1]?.id ?? ''
  const watch = (n: number) =>
    server.ask(host, urls.school.heartbeats(), {
      method: 'POST',
      body: JSON.stringify({
        lessonId: lesson,
        player: `player-${n}-of-weld`,
        reports: [{ seq: 1, covered: [[0, 20 + n]], position: 20 + n }],
      }),
      headers: { 'Content-Type': 'application/json', Origin: server.origin(host) },
      cookie: cookies[n] ?? '',
    })
  // Not durable yet: they are written every two seconds, and at the end.
  const watched = await Promise.all(cookies.map((_, n) => watch(n)))
  expect(watched.map(({ status }) => status)).toEqual(cookies.map(() => 200))

  // Passwords take their time, so these are still at it when the signal comes.
  const slow = Array.from({ length: STUDENTS }, (_, n) => signIn(n))
  const pages = cookies.flatMap((cookie) => [
    server.ask(host, urls.school.learn(), { cookie }),
    server.ask(host, urls.school.lesson(course.course.slug, lesson), { cookie }),
    server.ask(host, urls.school.home()),
  ])
  await Promise.race([...slow, ...pages])
  // What the kernel has taken for the server, the server has by the next turn.
  await moment(0)
  const ended = server.end('SIGTERM')
  expect(new Set((await Promise.all(slow)).map(({ status }) => status))).toEqual(new Set([302]))
  expect(new Set((await Promise.all(pages)).map(({ status }) => status))).toEqual(new Set([200]))
  expect(await ended).toBe(0)

  const after = openSchools(server.dataDir, server.port)
  const kept = after.openById(school).read((db) => db.select({ position: lessonProgress.position }).from(lessonProgress).all())
  expect(kept.map(({ position }) => position).sort((a, b) => a - b)).toEqual(cookies.map((_, n) => 20 + n))
  after.close()
})
