import { expect, test } from 'vitest'
import { TooManyLetters } from '#tenants/people/failures.ts'
import { anOwner, DEVICE, temporarySchools } from '#tests/setup/kit.ts'
import { offerOwnership, openOffer } from './ownership.ts'
import { memberships } from './schema.ts'

test('who is offered the school again and again gets letters no more than anybody else', async () => {
  const all = await temporarySchools()
  const { registry } = all.schools
  const tenant = await all.school('madder')
  const heir = await anOwner(all.schools, 'heir@school.test')
  await registry.transact((tx) =>
    tx.insert(memberships).values({ personId: heir.id, schoolId: tenant.id, role: 'admin', createdAt: Date.now() }).run(),
  )
  const offer = () => offerOwnership(registry, { schoolId: tenant.id, owner: all.owner.id, to: heir.id, device: DEVICE })
  for (let times = 0; times < 5; times++) await offer()
  await expect(offer()).rejects.toThrow(TooManyLetters)
  expect(registry.read((db) => openOffer(db, tenant.id))?.id).toBe(heir.id)
  await all.close()
})
