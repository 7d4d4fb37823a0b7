import { expect, test } from 'vitest'
import { hashToken, newToken } from '#lib/crypto.ts'
import { temporarySchools } from '#tests/setup/kit.ts'
import { happened, studentIn } from '#tests/setup/learn-course.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { changeStudents } from './changes.ts'
import { ViewRefused } from './failures.ts'
import { beginView, endView, sealView, VIEW_LIFE_MS, viewBySecret } from './view-as.ts'

async function scene() {
  const school = await oneSchool()
  const studentId = await studentIn(school.tenant)
  const secret = newToken()
  const sealed = sealView(school.tenant, school.actor, studentId)
  return { ...school, studentId, secret, sealed, asked: { sealed, studentId, browser: hashToken(secret) } }
}

test('a look begins once, lasts ten minutes, and is written down', async () => {
  const { tenant, actor, studentId, secret, asked } = await scene()
  const now = Date.now()
  expect(tenant.read((db) => viewBySecret(db, secret))).toBeUndefined()
  await beginView(tenant, actor, asked, now)
  expect(tenant.read((db) => viewBySecret(db, secret, now))?.student.id).toBe(studentId)
  expect(tenant.read((db) => viewBySecret(db, secret, now + VIEW_LIFE_MS))).toBeUndefined()
  expect(happened(tenant, 'student.viewed', actor)).toEqual([studentId])
  await endView(tenant, secret)
  expect(tenant.read((db) => viewBySecret(db, secret, now))).toBeUndefined()
  expect(happened(tenant, 'student.view_left', actor)).toEqual([studentId])
})

test('not twice, with another secret or with the same, not even after leaving', async () => {
  const { tenant, actor, studentId, secret, asked } = await scene()
  await beginView(tenant, actor, asked)
  await endView(tenant, secret)
  await expect(beginView(tenant, actor, asked)).rejects.toBeInstanceOf(ViewRefused)
  await expect(beginView(tenant, actor, { ...asked, browser: hashToken(newToken()) })).rejects.toBeInstanceOf(ViewRefused)
  const again = { ...asked, sealed: sealView(tenant, actor, studentId) }
  await expect(beginView(tenant, actor, again)).rejects.toBeInstanceOf(ViewRefused)
})

test('not by another person, for another student, too late, or with a text somebody made up', async () => {
  const { tenant, actor, asked, secret } = await scene()
  const other = await studentIn(tenant)
  await expect(beginView(tenant, 'person_other', asked)).rejects.toBeInstanceOf(ViewRefused)
  await expect(beginView(tenant, actor, { ...asked, studentId: other })).rejects.toBeInstanceOf(ViewRefused)
  await expect(beginView(tenant, actor, asked, Date.now() + 3 * 60_000)).rejects.toBeInstanceOf(ViewRefused)
  await expect(beginView(tenant, actor, { ...asked, sealed: `${asked.sealed}x` })).rejects.toBeInstanceOf(ViewRefused)
  expect(tenant.read((db) => viewBySecret(db, secret))).toBeUndefined()
})

test('not at another school', async () => {
  const all = await temporarySchools()
  const [madder, weld] = [await all.school('madder'), await all.school('weld')]
  const studentId = await studentIn(madder)
  const asked = { sealed: sealView(madder, all.owner.id, studentId), studentId, browser: hashToken(newToken()) }
  await expect(beginView(weld, all.owner.id, asked)).rejects.toBeInstanceOf(ViewRefused)
  await all.close()
})

test('a student who is suspended meanwhile is seen no more', async () => {
  const { tenant, actor, studentId, secret, asked } = await scene()
  await beginView(tenant, actor, asked)
  await changeStudents(tenant, actor, { ids: [studentId] }, { what: 'suspend' })
  expect(tenant.read((db) => viewBySecret(db, secret))).toBeUndefined()
})
