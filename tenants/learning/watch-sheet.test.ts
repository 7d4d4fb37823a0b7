import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { publishedCourse, studentIn, type TestCourse } from '#tests/setup/learn-course.ts'
import { assetOfLesson, bytesOf, HOUR, play, watchAnHour, writesTo } from '#tests/setup/watching.ts'
import type { Interval } from './coverage.ts'
import { Heartbeats } from './heartbeats.ts'

let all: TestSchools
let tenant: Tenant
let course: TestCourse
beforeEach(async () => {
  all = await temporarySchools()
  tenant = await all.school('madder')
  course = await publishedCourse(tenant, 2)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await all.close()
})

const connection = () => all.schools.pool.connection(tenant.id).$client

test('a hundred reports of ten students are one transaction, ten rows of theirs and one of the film', async () => {
  const [lesson = ''] = course.lessons
  const students = await Promise.all(Array.from({ length: 10 }, () => studentIn(tenant, course)))
  const heartbeats = new Heartbeats(1_000_000)
  const transact = vi.spyOn(tenant, 'transact')
  const writes = writesTo(connection())
  const round = async (from: number) => {
    for (let seq = from; seq < from + 10; seq++)
      for (const [at, student] of students.entries()) {
        const reports = [{ seq, covered: [[seq * 2, seq * 2 + 2] as [number, number]], position: seq }]
        heartbeats.take(tenant, student, { lessonId: lesson, player: `player_number_${at}`, reports })
      }
    await heartbeats.flush()
  }
  await round(1)
  expect(transact).toHaveBeenCalledTimes(1)
  // The film's row is begun, and written once at the end.
  expect(writes()).toEqual({ watch_curves: 2, watch_traces: 10 })
  await round(11)
  expect(transact).toHaveBeenCalledTimes(2)
  expect(writes()).toEqual({ watch_curves: 1, watch_traces: 10 })
  // All of it is known: nothing is written of it again.
  await round(11)
  expect(writes()).toEqual({ watch_curves: 0, watch_traces: 0 })
})

test('an hour of film watched by one student takes less than 250 bytes, as many times as they watch it', async () => {
  const [lesson = ''] = course.lessons
  const film = { lessonId: lesson, assetId: assetOfLesson(tenant, lesson), seconds: HOUR }
  const students: string[] = []
  for (let n = 0; n < 60; n++) students.push(await studentIn(tenant, course))
  const before = bytesOf(connection())
  await watchAnHour(tenant, film, students, 1)
  const once = bytesOf(connection())
  const perViewer = (once.traces - before.traces) / students.length
  expect(perViewer).toBeLessThan(250)
  // What is told of all of them together stands in one row, of a size that does not know how many they are.
  expect(once.steps).toBeLessThan(4_000)
  for (let visit = 2; visit <= 6; visit++) await watchAnHour(tenant, film, students, visit)
  const often = bytesOf(connection())
  expect(often.traces - before.traces).toBeLessThan(60 * 6 * 250)
  expect(often.longest).toBeLessThan(HOUR)
  if (process.env.SHOW_BYTES) process.stdout.write(`${JSON.stringify({ perViewer, once, often })}\n`)
})

test('the worst that a student can do to a trace is a byte a second', async () => {
  const [lesson = ''] = course.lessons
  const film = { lessonId: lesson, assetId: assetOfLesson(tenant, lesson), seconds: HOUR }
  const student = await studentIn(tenant, course)
  const pieces = Array.from({ length: HOUR / 2 }, (_, at): Interval => [at * 2, at * 2 + 1])
  for (let time = 0; time < 10; time++) await play(tenant, film, student, pieces)
  expect(bytesOf(connection()).longest).toBeLessThanOrEqual(HOUR)
})
