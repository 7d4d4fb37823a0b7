import { expect, test } from 'vitest'
import { jobs } from '#tenants/jobs/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { jobPage } from './job-list.ts'

test('jobs stand as they are taken, or as they ended, and from either end where one asks', async () => {
  const { tenant } = await oneSchool()
  await tenant.transact((tx) => {
    for (const [id, state, runAt, createdAt, finishedAt] of [
      ['job_a', 'done', 1, 1, 50],
      ['job_b', 'done', 1, 2, 40],
      ['job_c', 'waiting', 8, 3, null],
      ['job_d', 'waiting', 9, 4, null],
    ] as const) {
      tx.insert(assets)
        .values({ id: `asset_${id}`, kind: 'video', state: 'ready', name: id, size: 1, createdBy: 'person_x', createdAt })
        .run()
      const about = { kind: 'media.encode_video', subject: `asset_${id}`, payload: {} }
      tx.insert(jobs)
        .values({ id, ...about, state, runAt, createdAt, finishedAt })
        .run()
    }
  })
  const ids = (show: 'open' | 'done', order?: 'newest' | 'oldest') =>
    tenant.read((db) => jobPage(db, { show, order, page: 1, size: 10, now: 100 })).jobs.map(({ id }) => id)
  expect([ids('open'), ids('open', 'newest'), ids('open', 'oldest')]).toEqual([
    ['job_c', 'job_d'],
    ['job_d', 'job_c'],
    ['job_c', 'job_d'],
  ])
  expect([ids('done'), ids('done', 'newest'), ids('done', 'oldest')]).toEqual([
    ['job_a', 'job_b'],
    ['job_a', 'job_b'],
    ['job_b', 'job_a'],
  ])
})
