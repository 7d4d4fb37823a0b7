import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { SignInRefused } from '#tenants/people/failures.ts'
import { hashPassword } from '#tenants/people/passwords.ts'
import { students } from '#tenants/people/schema.ts'
import { addStudent, signInStudent } from '#tenants/people/students.ts'
import { DEVICE, PASSWORD } from '#tests/setup/kit.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { signInPerson } from './people.ts'
import { people } from './schema.ts'

test('a password that is replaced while it is being checked opens nothing any more', async () => {
  const { schools, tenant, actor } = await oneSchool()
  const [old, other] = await Promise.all([hashPassword(PASSWORD), hashPassword('another password')])
  const owner = schools.registry.read((db) => db.select().from(people).where(eq(people.id, actor)).get())
  const staff = signInPerson(schools.registry, { email: owner?.email ?? '', password: PASSWORD }, DEVICE)
  await schools.registry.transact((tx) => tx.update(people).set({ passwordHash: other }).run())
  await expect(staff).rejects.toThrow(SignInRefused)

  await tenant.transact((tx) => addStudent(tx, { name: 'Sam', email: 'sam@s.test', passwordHash: old }, Date.now()))
  const student = signInStudent(tenant, { email: 'sam@s.test', password: PASSWORD }, DEVICE)
  await tenant.transact((tx) => tx.update(students).set({ passwordHash: other }).run())
  await expect(student).rejects.toThrow(SignInRefused)
})
