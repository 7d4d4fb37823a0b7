import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { isEnrolled } from '#tenants/learning/enrollments.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { EmailTaken, SignInRefused } from '#tenants/people/failures.ts'
import { studentSessions, students } from '#tenants/people/schema.ts'
import { registerStudent, studentBySession } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { DEVICE as device, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { codesOf, createBatch, restoreBatch, withdrawBatch } from './batches.ts'
import { printCode } from './code-text.ts'
import { AlreadyEnrolled, CodeExpired, CodeIsYours, CodeOfAnotherSchool, CodeUnknown, CodeUsed, CodeWithdrawn } from './failures.ts'
import { checkCode, redeemCode, redeemCodeAsNewStudent, redeemCodeSigningIn } from './redeem-code.ts'

const PASSWORD = 'indigo in winter'
let all: TestSchools
let school: Tenant
let other: Tenant
let emails = 0

beforeAll(async () => {
  all = await temporarySchools()
  school = await all.school('madder')
  other = await all.school('weld')
})
afterAll(() => all.close())

const newEmail = () => `student-${++emails}@test.example`

async function newCourse(tenant: Tenant) {
  const course = await createCourse(tenant, 'person_owner', {
    title: 'Natural Dyeing',
    outcome: 'Dye with roots.',
    price: 24_000,
    currency: 'USD',
    sections: [{ title: 'Roots', lessons: ['Madder'] }],
  })
  await publishCourse(tenant, 'person_owner', course.id)
  return course
}

async function newCodes(tenant: Tenant, courseId: string, count = 1, expiresAt: number | null = null, now?: number) {
  const batch = await createBatch(tenant, 'person_owner', { courseId, label: 'Cards', count, expiresAt }, now)
  return { batch, codes: tenant.read((db) => codesOf(db, batch.id)).map((code) => code.text) }
}

async function courseWithCode(tenant = school) {
  const course = await newCourse(tenant)
  const { batch, codes } = await newCodes(tenant, course.id)
  return { course, batch, code: codes[0]! }
}

const newStudent = async (tenant = school, email = newEmail()) =>
  (await registerStudent(tenant, { email, name: 'Ines Brook', password: PASSWORD }, device)).student

const isUnused = (batchId: string) => school.read((db) => codesOf(db, batchId)).every((code) => code.usedAt === null)

describe('a signed-in student', () => {
  test('is in the course after redeeming a code, however it was typed', async () => {
    const { course, code } = await courseWithCode()
    const student = await newStudent()
    const opened = await redeemCode(school, student.id, ` ${printCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `)
    expect(opened).toEqual({ id: course.id, slug: course.slug, title: 'Natural Dyeing' })
    expect(school.read((db) => isEnrolled(db, student.id, course.id))).toBe(true)
  })

  test('cannot use a code that was used, and the first student keeps the course', async () => {
    const { course, code } = await courseWithCode()
    const [first, second] = [await newStudent(), await newStudent()]
    await redeemCode(school, first.id, code)
    await expect(redeemCode(school, second.id, code)).rejects.toThrow(CodeUsed)
    expect(school.read((db) => isEnrolled(db, first.id, course.id))).toBe(true)
    expect(school.read((db) => isEnrolled(db, second.id, course.id))).toBe(false)
  })

  test('who comes back with the code they used is told that the course is theirs, and another that it is used', async () => {
    const { course, code } = await courseWithCode()
    const [first, second] = [await newStudent(), await newStudent()]
    await redeemCode(school, first.id, code)
    await expect(redeemCode(school, first.id, code)).rejects.toMatchObject({
      code: 'sales.code_yours',
      details: { courseSlug: course.slug },
    })
    const look = (studentId?: string) => school.read((db) => checkCode(db, school.id, code, Date.now(), studentId))
    expect(() => look(first.id)).toThrow(CodeIsYours)
    expect(() => look(second.id)).toThrow(CodeUsed)
    expect(() => look()).toThrow(CodeUsed)
  })

  test('cannot use a code once its last day is over everywhere on Earth', async () => {
    const over = 5_000 + 12 * 3_600_000
    const course = await newCourse(school)
    const { codes } = await newCodes(school, course.id, 1, 5_000, 1_000)
    const student = await newStudent()
    await expect(redeemCode(school, student.id, codes[0]!, over)).rejects.toThrow(CodeExpired)
    await expect(redeemCode(school, student.id, codes[0]!, over - 1)).resolves.toMatchObject({ id: course.id })
  })

  test('is told apart a slip of the pen from a whole code nobody printed', async () => {
    const { code } = await courseWithCode()
    const student = await newStudent()
    const slip = code.slice(0, 7) + (code[7] === 'A' ? 'B' : 'A') + code.slice(8)
    await expect(redeemCode(school, student.id, slip)).rejects.toThrow(CodeUnknown)
    await expect(redeemCode(school, student.id, '')).rejects.toThrow(CodeUnknown)
    await expect(redeemCode(school, student.id, 'hello')).rejects.toThrow(CodeUnknown)
  })

  test('hears that a card is from another school, and the card stays good there', async () => {
    const theirs = await courseWithCode(other)
    const student = await newStudent()
    await expect(redeemCode(school, student.id, theirs.code)).rejects.toThrow(CodeOfAnotherSchool)
    expect(other.read((db) => checkCode(db, other.id, theirs.code)).course.id).toBe(theirs.course.id)
  })

  test('cannot use a withdrawn code until it is restored', async () => {
    const { course, batch, code } = await courseWithCode()
    const student = await newStudent()
    await withdrawBatch(school, 'person_owner', course.id, batch.id)
    await expect(redeemCode(school, student.id, code)).rejects.toThrow(CodeWithdrawn)
    await restoreBatch(school, 'person_owner', course.id, batch.id)
    await expect(redeemCode(school, student.id, code)).resolves.toMatchObject({ id: course.id })
  })

  test('cannot use a code of a course that was deleted', async () => {
    const { course, code } = await courseWithCode()
    const student = await newStudent()
    await deleteCourse(school, 'person_owner', course.id)
    await expect(redeemCode(school, student.id, code)).rejects.toThrow(CodeUnknown)
  })

  test('who is in the course already leaves the code unused for somebody else', async () => {
    const course = await newCourse(school)
    const first = await newCodes(school, course.id)
    const second = await newCodes(school, course.id)
    const student = await newStudent()
    await redeemCode(school, student.id, first.codes[0]!)
    await expect(redeemCode(school, student.id, second.codes[0]!)).rejects.toThrow(AlreadyEnrolled)
    expect(isUnused(second.batch.id)).toBe(true)
    await expect(redeemCode(school, (await newStudent()).id, second.codes[0]!)).resolves.toMatchObject({ id: course.id })
  })
})

describe('at the same instant', () => {
  test('two students send one code: one of them is in, the other hears that it is used', async () => {
    const { course, code } = await courseWithCode()
    const pair = [await newStudent(), await newStudent()]
    const answers = await Promise.allSettled(pair.map((student) => redeemCode(school, student.id, code)))
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find((answer) => answer.status === 'rejected')).toMatchObject({ reason: expect.any(CodeUsed) })
    expect(school.read((db) => db.select().from(enrollments).where(eq(enrollments.courseId, course.id)).all())).toHaveLength(1)
  })

  test('one impatient student sends two codes for a course: one is used, one stays good', async () => {
    const course = await newCourse(school)
    const { batch, codes } = await newCodes(school, course.id, 2)
    const student = await newStudent()
    const answers = await Promise.allSettled(codes.map((code) => redeemCode(school, student.id, code)))
    expect(answers.find((answer) => answer.status === 'rejected')).toMatchObject({ reason: expect.any(AlreadyEnrolled) })
    expect(school.read((db) => codesOf(db, batch.id)).filter((code) => code.usedAt !== null)).toHaveLength(1)
  })

  test('two newcomers send one code: one account is made, with the course in it', async () => {
    const { course, code } = await courseWithCode()
    const pair = [newEmail(), newEmail()]
    const answers = await Promise.allSettled(
      pair.map((email) => redeemCodeAsNewStudent(school, { email, name: 'New', password: PASSWORD }, code, device)),
    )
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1)
    const made = school.read((db) => db.select().from(students).all()).filter((student) => pair.includes(student.email))
    expect(made).toHaveLength(1)
    expect(school.read((db) => isEnrolled(db, made[0]!.id, course.id))).toBe(true)
  })
})

describe('a newcomer', () => {
  test('gets an account, the course and a session in one step', async () => {
    const { course, code } = await courseWithCode()
    const email = newEmail()
    const { token } = await redeemCodeAsNewStudent(school, { email: email.toUpperCase(), name: ' Ines ', password: PASSWORD }, code, device)
    const signedIn = school.read((db) => studentBySession(db, token))
    expect(signedIn?.student).toMatchObject({ email, name: 'Ines' })
    expect(school.read((db) => isEnrolled(db, signedIn!.student.id, course.id))).toBe(true)
  })

  test('with the e-mail of somebody else gets nothing: no session, no course, and the code stays unused', async () => {
    const { course, batch, code } = await courseWithCode()
    const somebody = await newStudent()
    const sessions = () =>
      school.read((db) => db.select().from(studentSessions).where(eq(studentSessions.ownerId, somebody.id)).all()).length
    const before = sessions()
    const who = { email: ` ${somebody.email.toUpperCase()}`, name: 'Mallory', password: 'another password' }
    await expect(redeemCodeAsNewStudent(school, who, code, device)).rejects.toThrow(EmailTaken)
    expect(sessions()).toBe(before)
    expect(school.read((db) => isEnrolled(db, somebody.id, course.id))).toBe(false)
    expect(isUnused(batch.id)).toBe(true)
  })

  test('with a code that does not work gets no account', async () => {
    const email = newEmail()
    await expect(redeemCodeAsNewStudent(school, { email, name: 'New', password: PASSWORD }, 'XXXX', device)).rejects.toThrow(CodeUnknown)
    expect(school.read((db) => db.select().from(students).where(eq(students.email, email)).all())).toEqual([])
  })
})

describe('a student who is not signed in', () => {
  test('redeems with e-mail and password, and is signed in as themselves', async () => {
    const { course, code } = await courseWithCode()
    const student = await newStudent()
    const { token } = await redeemCodeSigningIn(school, { email: student.email, password: PASSWORD }, code, device)
    expect(school.read((db) => studentBySession(db, token))?.student.id).toBe(student.id)
    expect(school.read((db) => isEnrolled(db, student.id, course.id))).toBe(true)
  })

  test('with a wrong password, or an e-mail nobody has, leaves the code unused', async () => {
    const { batch, code } = await courseWithCode()
    const student = await newStudent()
    for (const email of [student.email, newEmail()]) {
      await expect(redeemCodeSigningIn(school, { email, password: 'not this one' }, code, device)).rejects.toThrow(SignInRefused)
    }
    expect(isUnused(batch.id)).toBe(true)
  })

  test('who is in the course already is signed in, and the code stays unused', async () => {
    const course = await newCourse(school)
    const { batch, codes } = await newCodes(school, course.id, 2)
    const student = await newStudent()
    await redeemCode(school, student.id, codes[0]!)
    const { token, isUsed } = await redeemCodeSigningIn(school, { email: student.email, password: PASSWORD }, codes[1]!, device)
    expect(school.read((db) => studentBySession(db, token))?.student.id).toBe(student.id)
    expect(isUsed).toBe(false)
    expect(school.read((db) => codesOf(db, batch.id)).filter((one) => one.usedAt !== null)).toHaveLength(1)
  })

  test('cannot sign in with an account of another school', async () => {
    const { batch, code } = await courseWithCode()
    const elsewhere = await newStudent(other)
    await expect(redeemCodeSigningIn(school, { email: elsewhere.email, password: PASSWORD }, code, device)).rejects.toThrow(SignInRefused)
    expect(isUnused(batch.id)).toBe(true)
  })
})
