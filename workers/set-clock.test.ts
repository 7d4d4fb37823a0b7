import { eq } from 'drizzle-orm'
import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { ClockWatch } from '#lib/clock.ts'
import { log } from '#lib/log.ts'
import { defineJob } from '#tenants/jobs/contract.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { defineHandler } from '#tenants/jobs/handler.ts'
import { claim, failAttempt, latestJob } from '#tenants/jobs/lifecycle.ts'
import { type Job, jobs } from '#tenants/jobs/schema.ts'
import { leases } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { openSchools } from '#tests/setup/kit.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { until } from '#tests/setup/server.ts'
import { Dispatcher } from './dispatcher.ts'
import type { Transport } from './transports/transport.ts'

const DAY = 86_400_000
const LEASE_MS = 60_000

const contract = defineJob({
  ...{ name: 'test.idle', payload: z.object({}), input: z.object({}), output: z.object({}) },
  ...{ weight: 'light', attempts: 3, silenceMs: 1_000 },
})
const handler = defineHandler(contract, { prepare: () => ({}), settle: () => {}, takeUp: () => {}, setAside: () => {} })
const failure = { permanent: false, code: 'jobs.failed', detail: 'no luck' }
const put = (to: Tenant, at: number) => to.transact((tx) => enqueue(tx, contract, { payload: {}, subject: 'thing' }, at))
const job = (of: Tenant, id: string): Job | undefined => of.read((db) => db.select().from(jobs).where(eq(jobs.id, id)).get())

/** Done as soon as it is begun, or when it is told to stop. */
const transport = (begun: string[], ends = true, stops: (() => void)[] = []): Transport => ({
  slots: () => ({ heavy: 1, light: 1 }),
  trouble: () => undefined,
  adopt: async () => undefined,
  forget: async () => {},
  onLate: () => {},
  perform(errand) {
    begun.push(errand.id)
    if (ends) return Promise.resolve({ done: true, output: {} })
    return new Promise((resolve) => stops.push(() => resolve({ done: false, failure: 'interrupted' })))
  },
  cancel: () => {},
  reap: async () => {},
  close: async () => {
    for (const stop of stops) stop()
  },
})
const dispatch = (schools: Schools, over: Transport) => {
  const dispatcher = new Dispatcher({ schools, transport: over, log, handlers: new Map([[contract.name, handler]]) })
  dispatcher.start()
  return dispatcher
}

/** Sets the clock of this process, not the one that nobody sets. */
function setClock(by: number): void {
  vi.restoreAllMocks()
  const real = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => real() + by)
}
afterEach(() => void vi.restoreAllMocks())

test('what was put, or failed, under a clock that was a day ahead is due when the clock is right again, and back-off goes on', async () => {
  const { tenant } = await oneSchool()
  const now = Date.now()
  const id = await put(tenant, now + DAY)
  const ahead = await claim(tenant, [contract.name], now + DAY)
  if (!ahead) throw new Error('it is due')
  await failAttempt(tenant, handler, ahead, failure, now + DAY)
  const again = await claim(tenant, [contract.name], now)
  expect(again?.id).toBe(id)
  if (again) await failAttempt(tenant, handler, again, failure, now)
  expect(await claim(tenant, [contract.name], now + 1)).toBeUndefined()
  expect((await claim(tenant, [contract.name], now + 8_000))?.id).toBe(id)
})

test('the newest job is the one that was put last, whatever the clock said', async () => {
  const { tenant } = await oneSchool()
  await put(tenant, Date.now() + DAY)
  const last = await put(tenant, Date.now())
  expect(tenant.read((db) => latestJob(db, 'thing'))?.id).toBe(last)
})

test.each(['while the dispatcher runs', 'while it does not'])('a clock that is set back %s keeps no job waiting', async (when) => {
  const { schools, tenant } = await oneSchool()
  const begun: string[] = []
  setClock(DAY)
  let dispatcher = dispatch(schools, transport(begun))
  const first = await put(tenant, Date.now())
  await until('it leads', () => job(tenant, first)?.state === 'done')
  const id = await put(tenant, Date.now() + 60_000)
  if (when === 'while it does not') await dispatcher.stop()
  setClock(0)
  if (when === 'while it does not') dispatcher = dispatch(schools, transport(begun))
  await until('it is done', () => job(tenant, id)?.state === 'done', 10_000)
  const [lease] = schools.registry.read((db) => db.select().from(leases).all())
  expect(lease?.expiresAt).toBeLessThan(Date.now() + 60_000)
  await dispatcher.stop()
})

test('a lease of a clock that was ahead ends as one taken now; its holder keeps it meanwhile', async () => {
  const { registry } = (await oneSchool()).schools
  const now = Date.now()
  const hold = (name: string, holder: string, at: number) => registry.holdLease(name, holder, at, LEASE_MS, () => false)
  for (const name of ['left', 'kept']) await hold(name, 'a', now + DAY)
  expect(await hold('left', 'b', now)).toBe(false)
  expect(await hold('left', 'b', now + LEASE_MS)).toBe(true)
  expect(await hold('kept', 'a', now)).toBe(true)
  expect(await hold('kept', 'b', now + LEASE_MS - 1)).toBe(false)
  expect(await hold('kept', 'b', now + LEASE_MS)).toBe(true)
})

test('a clock that is set forward over its lease takes nothing from who leads and is alive', async () => {
  const { schools, tenant } = await oneSchool()
  const beside = openSchools(schools.env.dataDir)
  const [ours, theirs]: [string[], string[]] = [[], []]
  const first = dispatch(schools, transport(ours, false))
  const id = await put(tenant, Date.now())
  await until('the first has begun it', () => ours.length === 1)
  const second = dispatch(beside, transport(theirs))
  // The second looks first, more than once.
  const hold = schools.registry.holdLease.bind(schools.registry)
  const looks = vi.fn()
  const { moved } = ClockWatch.prototype
  const real = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => real() + DAY)
  vi.spyOn(ClockWatch.prototype, 'moved').mockImplementation(function (this: ClockWatch) {
    looks()
    return moved.call(this)
  })
  let isOver = false
  vi.spyOn(schools.registry, 'holdLease').mockImplementation(async (...asked) => {
    const before = looks.mock.calls.length
    await until('the other has looked', () => isOver || looks.mock.calls.length > before + 2)
    return hold(...asked)
  })
  await until('the first has renewed it', () => {
    const [lease] = schools.registry.read((db) => db.select().from(leases).all())
    return (lease?.expiresAt ?? 0) > real() + DAY
  })
  expect(theirs).toEqual([])
  expect(job(tenant, id)).toMatchObject({ state: 'running', attempt: 1, losses: 0 })
  isOver = true
  await second.stop()
  vi.restoreAllMocks()
  await first.stop()
  beside.close()
})
