import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { attemptName } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { assets } from './schema.ts'
import { sweepOrphans } from './sweep-orphans.ts'

const DAY = 86_400_000
const LATER = { now: Date.now() + 31 * DAY }

const put = (tenant: Tenant, key: string) => tenant.files.put(`assets/${key}`, Buffer.from('bytes'))

async function keys(tenant: Tenant): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of tenant.files.list('assets/')) found.push(key.slice('assets/'.length))
  return found
}

test('what no row knows goes when it is old; sources, what students watch and running attempts stay', async () => {
  const { tenant } = await oneSchool()
  const row = { kind: 'video' as const, state: 'ready' as const, name: 'vat.mp4', size: 5, createdBy: 'p', createdAt: 1 }
  const running = await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ ...row, id: 'asset_kept', sourceKey: 'assets/asset_kept/source', outputPrefix: 'assets/asset_kept/job-1/' })
      .run()
    tx.insert(assets)
      .values({ ...row, id: 'asset_gone', deletedAt: 2 })
      .run()
    tx.insert(jobs)
      .values({
        ...{ id: newId('job'), kind: 'media.encode_video', payload: {}, subject: 'asset_kept' },
        ...{ state: 'running' as const, attempt: 3, runAt: 1, createdAt: 1 },
      })
      .run()
    const job = tx.select().from(jobs).get()
    return job ? attemptName(job) : ''
  })
  const kept = ['asset_kept/job-1/360p/00000.ts', `asset_kept/${running}/360p/00000.ts`, 'asset_kept/source'].sort()
  const orphans = ['asset_gone/job-9/360p/00000.ts', 'asset_kept/job-2/360p/00000.ts', 'asset_kept/job-2/master.m3u8', 'asset_none/source']
  for (const key of [...kept, ...orphans]) await put(tenant, key)

  expect(await sweepOrphans(tenant, 30 * DAY)).toEqual({ objects: 0, bytes: 0 })
  expect(await sweepOrphans(tenant, 30 * DAY, { ...LATER, dryRun: true })).toEqual({ objects: 4, bytes: 20 })
  expect(await keys(tenant)).toHaveLength(7)
  expect(await sweepOrphans(tenant, 30 * DAY, LATER)).toEqual({ objects: 4, bytes: 20 })
  expect(await keys(tenant)).toEqual(kept)
})
