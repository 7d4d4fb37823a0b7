import { expect, test } from 'vitest'
import { mails } from '#tenants/mail/schema.ts'
import { changeStudents } from '#tenants/people/changes.ts'
import { askForDeletion, GRACE_MS } from '#tenants/people/deletion.ts'
import { erasures, peopleChanges } from '#tenants/people/schema.ts'
import { registerStudent } from '#tenants/people/students.ts'
import { DEVICE, PASSWORD, temporarySchools } from '#tests/setup/kit.ts'
import { eraseInSchools } from './erasures.ts'

test('a round erases in each school whose letter has left, and forgets what can be undone no more', async () => {
  const folder = await temporarySchools()
  const tenant = await folder.school('madder')
  const { student } = await registerStudent(tenant, { name: 'Ines', email: 'ines@student.test', password: PASSWORD }, DEVICE)
  const now = Date.now()
  await changeStudents(tenant, folder.owner.id, { ids: [student.id] }, { what: 'suspend' }, undefined, now - GRACE_MS)
  await askForDeletion(tenant, student.id, now - GRACE_MS)
  await eraseInSchools(folder.schools, now)
  expect(tenant.read((db) => db.select().from(peopleChanges).all())).toEqual([])
  await tenant.transact((tx) => tx.update(mails).set({ sentAt: now }).run().changes)
  await eraseInSchools(folder.schools, now)
  expect(tenant.read((db) => db.select().from(erasures).all())).toEqual([{ studentId: student.id, at: now }])
  await folder.close()
})
