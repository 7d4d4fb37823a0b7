import { afterEach, beforeEach, expect, test } from 'vitest'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { claim } from '#tenants/jobs/lifecycle.ts'
import { resizeImage } from '#tenants/media/jobs.ts'
import { deleteAtMux } from '#tenants/media/mux/jobs.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { QueueBook } from './queue-book.ts'

const NOW = Date.now()
const MINUTE = 60_000

let folder: TestSchools
let weld: Tenant
let madder: Tenant
beforeEach(async () => {
  folder = await temporarySchools()
  weld = await folder.school('weld')
  madder = await folder.school('madder')
})
afterEach(() => folder.close())

/** A picture to be made, due at `runAt`. */
const picture = (tenant: Tenant, runAt: number) =>
  tenant.transact((tx) => enqueue(tx, resizeImage, { payload: { assetId: 'asset_x' }, subject: 'asset_x', runAt }, runAt - MINUTE))

test('jobs of all schools are summed by kind, with the longest wait; what is put off waits for nobody', async () => {
  await picture(weld, NOW - 3 * MINUTE)
  await picture(weld, NOW - 2 * MINUTE)
  await picture(weld, NOW + 10 * MINUTE)
  await picture(madder, NOW - 7 * MINUTE)
  const gone = { assetId: 'asset_x', upload: null, muxAsset: null }
  await madder.transact((tx) => enqueue(tx, deleteAtMux, { payload: gone, subject: 'asset_x', runAt: NOW - MINUTE }, NOW - MINUTE))
  await claim(madder, [deleteAtMux.name], NOW)
  const book = new QueueBook()
  for (const tenant of [weld, madder]) book.note(tenant, NOW)
  expect(new Map(book.all().map((one) => [one.kind, one]))).toEqual(
    new Map([
      [resizeImage.name, { kind: resizeImage.name, waiting: 3, running: 0, waitsSince: NOW - 7 * MINUTE }],
      [deleteAtMux.name, { kind: deleteAtMux.name, waiting: 0, running: 1, waitsSince: undefined }],
    ]),
  )
})

test('a school is counted again after some seconds and not before, and forgotten when it has nothing to do', async () => {
  const book = new QueueBook()
  const waiting = () => book.all().map((one) => one.waiting)
  await picture(weld, NOW - MINUTE)
  book.note(weld, NOW)
  await picture(weld, NOW - MINUTE)
  book.note(weld, NOW + 1_000)
  expect(waiting()).toEqual([1])
  book.note(weld, NOW + 6_000)
  expect(waiting()).toEqual([2])
  // A clock that was set back is no reason to wait for it.
  await picture(weld, NOW - 60 * MINUTE)
  book.note(weld, NOW - 30 * MINUTE)
  expect(waiting()).toEqual([1])
  book.keep(new Set([madder.id]))
  expect(waiting()).toEqual([])
})
