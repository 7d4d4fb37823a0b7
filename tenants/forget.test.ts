import { count, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEVICE, PASSWORD, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { createCourse } from './courses/create-course.ts'
import { eventOrigins, events } from './events/schema.ts'
import { forgetOld, forgetOldOrigins } from './forget.ts'
import { jobs } from './jobs/schema.ts'
import { mails } from './mail/schema.ts'
import { studentSessions, studentSightings } from './people/schema.ts'
import { mailSignInLink } from './people/sign-in-link.ts'
import { registerStudent } from './people/students.ts'
import { audit } from './registry/schema.ts'
import type { Tenant } from './tenant.ts'

const DAY = 86_400_000
let folder: TestSchools
let tenant: Tenant

beforeAll(async () => {
  folder = await temporarySchools()
  tenant = await folder.school('madder')
})
afterAll(() => folder.close())

const rows = () =>
  tenant.read((db) => ({
    events: db.select({ n: count() }).from(events).get()?.n ?? 0,
    origins: db.select({ n: count() }).from(eventOrigins).get()?.n ?? 0,
    sightings: db.select({ n: count() }).from(studentSightings).get()?.n ?? 0,
    mails: db.select({ n: count() }).from(mails).get()?.n ?? 0,
    mailJobs: db.select({ n: count() }).from(jobs).where(eq(jobs.kind, 'mail.send')).get()?.n ?? 0,
    sessions: db.select({ n: count() }).from(studentSessions).get()?.n ?? 0,
  }))

test('addresses, sightings and letters go at their age, and what was done stays', async () => {
  const { registry } = folder.schools
  await createCourse(tenant.from(DEVICE), folder.owner.id, { title: 'Madder', outcome: '', price: 0, currency: 'EUR', sections: [] })
  await registerStudent(tenant, { name: 'Ines', email: 'ines@student.test', password: PASSWORD }, DEVICE)
  await mailSignInLink(tenant, 'ines@student.test')
  await mailSignInLink(tenant, 'ines@student.test')
  const [sent] = tenant.read((db) => db.select().from(mails).all())
  await tenant.transact((tx) => tx.update(mails).set({ sentAt: 1 }).where(eq(mails.id, sent!.id)).run())
  const now = Date.now()
  const before = rows()
  expect(before.origins).toBeGreaterThan(0)

  await forgetOld(tenant, now + 29 * DAY)
  expect(rows()).toEqual(before)
  await forgetOld(tenant, now + 32 * DAY)
  expect(rows()).toEqual({ ...before, sightings: 0 })
  await forgetOld(tenant, now + 91 * DAY)
  const oneLess = { ...before, sightings: 0, mails: before.mails - 1, mailJobs: before.mailJobs - 1 }
  expect(rows()).toEqual(oneLess)
  await forgetOld(tenant, now + 366 * DAY)
  expect(rows()).toEqual({ ...oneLess, origins: 0 })

  const addresses = () =>
    registry.read((db) =>
      db
        .select({ address: audit.address })
        .from(audit)
        .all()
        .map((row) => row.address),
    )
  const all = addresses()
  await forgetOldOrigins(registry, now + 364 * DAY)
  expect(addresses()).toEqual(all)
  await forgetOldOrigins(registry, now + 366 * DAY)
  expect(addresses()).toEqual(all.map(() => ''))
})

test('more than one batch goes, and only what is older', async () => {
  await tenant.transact((tx) => {
    tx.run(sql`INSERT INTO events (type, actor, subject, data, at)
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)
      SELECT 'course.created', ${folder.owner.id}, 'course_x', '{}', i * 1000 FROM n`)
    tx.run(
      sql`INSERT OR IGNORE INTO event_origins (seq, address, user_agent) SELECT seq, '203.0.113.7', 'test' FROM events WHERE subject = 'course_x'`,
    )
  })
  await forgetOld(tenant, 365 * DAY + 1_200_500)
  expect(tenant.read((db) => db.select({ n: count() }).from(eventOrigins).get()?.n)).toBe(100)
})
