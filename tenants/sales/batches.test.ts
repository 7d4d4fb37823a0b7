import { expect, test } from 'vitest'
import { createCourse } from '#tenants/courses/create-course.ts'
import { events } from '#tenants/events/schema.ts'
import { DEVICE } from '#tests/setup/kit.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { batchesOf, batchWithUsage, createBatch, MAX_CODES, restoreBatch, withdrawBatch } from './batches.ts'
import { codePage, unusedCodes } from './code-list.ts'
import { printCode, readCode } from './code-text.ts'
import { redeemCodeAsNewStudent } from './redeem-code.ts'

async function schoolWithBatch(count = 3) {
  const school = await oneSchool()
  const course = await createCourse(school.tenant, school.actor, {
    title: 'Natural Dyeing',
    outcome: '',
    price: 0,
    currency: 'USD',
    sections: [],
  })
  const draft = { courseId: course.id, label: 'Spring', count, expiresAt: null }
  const batch = await createBatch(school.tenant, school.actor, draft)
  const texts = () => school.tenant.read((db) => unusedCodes(db, batch.id))
  const redeem = (text: string, name: string) =>
    redeemCodeAsNewStudent(
      school.tenant,
      { name, email: `${name.split(' ')[0]!.toLowerCase()}@example.com`, password: 'woad and weld' },
      text,
      DEVICE,
    )
  return { ...school, course, batch, draft, texts, redeem }
}

test('a batch has as many codes as were asked for, all different, all readable as codes of this school', async () => {
  const { tenant, texts } = await schoolWithBatch(500)
  expect(new Set(texts()).size).toBe(500)
  expect(texts().every((text) => readCode(text, tenant.id) === 'ours')).toBe(true)
})

test('no code stands in the event log', async () => {
  const { tenant, texts } = await schoolWithBatch(20)
  const log = JSON.stringify(tenant.read((db) => db.select().from(events).all()))
  for (const text of texts()) expect(log).not.toContain(text)
})

test('the list of batches counts what was redeemed in each', async () => {
  const { tenant, actor, course, batch, draft, texts, redeem } = await schoolWithBatch()
  const other = await createBatch(tenant, actor, { ...draft, label: 'Autumn' }, Date.now() + 10)
  await redeem(texts()[0]!, 'Ines Bakker')
  const used = Object.fromEntries(tenant.read((db) => batchesOf(db, course.id)).map((one) => [one.id, one.used]))
  expect(used).toEqual({ [batch.id]: 1, [other.id]: 0 })
  expect(tenant.read((db) => batchWithUsage(db, course.id, batch.id).used)).toBe(1)
})

test('a batch of no codes, of half a code, of too many, or one that has expired before it is made is refused', async () => {
  const { tenant, actor, draft } = await schoolWithBatch()
  for (const count of [0, -1, 2.5, MAX_CODES + 1])
    await expect(createBatch(tenant, actor, { ...draft, count })).rejects.toMatchObject({ code: 'sales.batch_count' })
  await expect(createBatch(tenant, actor, { ...draft, expiresAt: 999 }, 1_000)).rejects.toMatchObject({ code: 'sales.batch_expiry' })
})

test('codes of a withdrawn batch open nothing until it is restored', async () => {
  const { tenant, actor, course, batch, texts, redeem } = await schoolWithBatch()
  await withdrawBatch(tenant, actor, course.id, batch.id)
  await expect(redeem(texts()[0]!, 'Ines')).rejects.toMatchObject({ code: 'sales.code_withdrawn' })
  await restoreBatch(tenant, actor, course.id, batch.id)
  await expect(redeem(texts()[0]!, 'Ines')).resolves.toMatchObject({ course: { id: course.id } })
})

test('withdrawing what is withdrawn, and restoring what is not, leaves no second trace', async () => {
  const { tenant, actor, course, batch } = await schoolWithBatch()
  await restoreBatch(tenant, actor, course.id, batch.id)
  await withdrawBatch(tenant, actor, course.id, batch.id, 5_000)
  await withdrawBatch(tenant, actor, course.id, batch.id, 6_000)
  const told = tenant.read((db) => db.select().from(events).all()).filter(({ type }) => /^batch\.(withdrawn|restored)$/.test(type))
  expect(told.map(({ type }) => type)).toEqual(['batch.withdrawn'])
  expect(tenant.read((db) => batchWithUsage(db, course.id, batch.id).withdrawnAt)).toBe(5_000)
})

test('codes come in pages in which each stands once', async () => {
  const { tenant, batch, texts } = await schoolWithBatch(7)
  const pages = [1, 2, 3].map((page) => tenant.read((db) => codePage(db, batch.id, { use: 'all', page, size: 3 })))
  expect(pages.flatMap((page) => page.codes.map((code) => code.text))).toEqual(texts())
  expect(tenant.read((db) => codePage(db, batch.id, { use: 'all', page: 99, size: 3 }))).toEqual(pages[2])
})

test('codes are found by part of them however it is typed, and by who used them', async () => {
  const { tenant, batch, texts, redeem } = await schoolWithBatch(30)
  const [first = '', second = ''] = texts()
  await redeem(first, 'Ines Bakker')
  const find = (search: string, use: 'all' | 'used' | 'unused' = 'all') =>
    tenant.read((db) => codePage(db, batch.id, { use, search, size: 100 })).codes.map((code) => code.text)
  expect(find(printCode(second).toLowerCase())).toEqual([second])
  expect(find('bakker')).toEqual([first])
  expect(find('ines@example')).toEqual([first])
  expect(find('bakker', 'unused')).toEqual([])
  expect(find('', 'used')).toEqual([first])
  expect(find('', 'unused')).toHaveLength(29)
})

test('a percent sign in a search is a percent sign', async () => {
  const { tenant, batch, texts, redeem } = await schoolWithBatch()
  await redeem(texts()[0]!, 'Ines')
  expect(tenant.read((db) => codePage(db, batch.id, { use: 'all', search: 'i%s', size: 10 })).total).toBe(0)
  expect(tenant.read((db) => codePage(db, batch.id, { use: 'all', search: '%', size: 10 })).total).toBe(0)
})
