import { cookieName } from '#app/server/cookies.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aSchool, DEVICE } from './kit.ts'
import { publishedCourse, studentIn } from './learn-course.ts'

export interface Class {
  readonly tenant: Tenant
  readonly ownerId: string
  readonly lesson: string
  readonly courseSlug: string
  readonly students: readonly Seat[]
}

/** One who learns, signed in. */
export interface Seat {
  readonly id: string
  readonly cookie: string
}

/** A school with a film and students who are signed in to watch it; no password is hashed and nothing encoded. */
export async function aClass(schools: Schools, slug: string, count: number): Promise<Class> {
  const { tenant, owner } = await aSchool(schools, slug)
  const course = await publishedCourse(tenant, 1)
  const students: Seat[] = []
  for (let n = 0; n < count; n++) {
    const id = await studentIn(tenant, course)
    const token = await tenant.transact((tx) => startSession(tx, studentSessions, id, DEVICE))
    students.push({ id, cookie: `${cookieName('student', false)}=${token}` })
  }
  return { tenant, ownerId: owner.id, lesson: course.lessons[0] ?? '', courseSlug: course.slug, students }
}

/** What a player sends, as its request's body. */
export const beatBody = (lessonId: string, player: string, seq: number, seconds = seq % 90): string =>
  JSON.stringify({ lessonId, player, reports: [{ seq, covered: [[0, seconds]], position: seconds }] })
