import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { log } from '#lib/log.ts'
import { SchoolBusy } from '#tenants/database/failures.ts'
import { events } from '#tenants/events/schema.ts'
import { defineJob } from '#tenants/jobs/contract.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { JobEnded, JobNotEnded, JobNotNeeded, JobUnknown } from '#tenants/jobs/failures.ts'
import { defineHandler, type JobHandler } from '#tenants/jobs/handler.ts'
import { cancelJobs, claim, failAttempt, recoverLost, settle } from '#tenants/jobs/lifecycle.ts'
import { cancelJob, retryJob } from '#tenants/jobs/manage-job.ts'
import { type Job, jobs } from '#tenants/jobs/schema.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import { leases } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aSchool, openSchools, temporarySchools } from '#tests/setup/kit.ts'
import { until } from '#tests/setup/server.ts'
import { Dispatcher } from './dispatcher.ts'
import { newHolder, retire } from './holder.ts'
import type { Errand, Outcome, Transport } from './transports/transport.ts'

const contract = defineJob({
  name: 'test.double',
  payload: z.object({ n: z.number() }),
  input: z.object({ n: z.number(), attempt: z.string() }),
  output: z.object({ doubled: z.number() }),
  weight: 'heavy',
  attempts: 3,
  silenceMs: 1_000,
})

/** Nobody wants this one's double any more. */
const NOT_NEEDED = 404
const settled: { n: number; doubled: number; attempt: string }[] = []
const givenUp: string[] = []
/** What the next results are met with. */
const refusals: Error[] = []
const tidied: number[] = []
const handler = defineHandler(contract, {
  prepare: (_tenant, { n }, attempt) => ({ n, attempt }),
  settle: (_tx, { n }, { doubled }, attempt) => {
    const refusal = refusals.shift()
    if (refusal) throw refusal
    settled.push({ n, doubled, attempt })
  },
  takeUp: (_tx, { n }) => {
    if (n === NOT_NEEDED) throw new JobNotNeeded()
  },
  setAside: (_tx, _payload, reason) => void givenUp.push(reason),
  tidy: async (_tenant, { n }) => void tidied.push(n),
})
/** Nobody waits for these. */
const quiet = defineJob({ ...contract, name: 'test.quiet', yields: true })
const quietHandler = defineHandler(quiet, {
  prepare: (_tenant, { n }, attempt) => ({ n, attempt }),
  settle: (_tx, { n }, { doubled }, attempt) => void settled.push({ n, doubled, attempt }),
  takeUp: () => {},
  setAside: (_tx, _payload, reason) => void givenUp.push(reason),
})
const handlers: ReadonlyMap<string, JobHandler> = new Map([handler, quietHandler].map((one) => [one.contract.name, one]))

/** Holds every attempt until the test says how it ends. */
function heldTransport(heavy = 1) {
  const held: { errand: Errand; end(outcome: Outcome): void }[] = []
  const all: typeof held = []
  const log: string[] = []
  const transport: Transport = {
    slots: () => ({ heavy, light: 1 }),
    trouble: () => undefined,
    adopt: async () => undefined,
    forget: async () => {},
    onLate: () => {},
    perform: (errand) =>
      new Promise((resolve) => {
        log.push(errand.id)
        const one = { errand, end: resolve }
        held.push(one)
        all.push(one)
      }),
    cancel: (id) => all.find((one) => one.errand.id === id)?.end({ done: false, failure: 'interrupted' }),
    reap: async () => {},
    close: async () => {
      for (const one of all) one.end({ done: false, failure: 'interrupted' })
    },
  }
  const next = () => until('an attempt arrives', () => held.shift())
  return { transport, next, held, log }
}

let opened: Awaited<ReturnType<typeof temporarySchools>>
let tenant: Tenant
let dispatcher: Dispatcher | undefined
beforeEach(async () => {
  opened = await temporarySchools()
  tenant = (await aSchool(opened.schools, 'jobs')).tenant
  settled.length = givenUp.length = tidied.length = refusals.length = 0
  vi.restoreAllMocks()
})
afterEach(async () => {
  await dispatcher?.stop()
  dispatcher = undefined
  await opened.close()
})

const put = (to: Tenant, n: number) => to.transact((tx) => enqueue(tx, contract, { payload: { n }, subject: `thing ${n}` }))
const job = (id: string, of = tenant): Job => of.read((db) => db.select().from(jobs).where(eq(jobs.id, id)).get())!
const done = (n: number): Outcome => ({ done: true, output: { doubled: n * 2 } })
const run = (transport: Transport) => {
  dispatcher = new Dispatcher({ schools: opened.schools, transport, log, handlers, offerMs: 1 })
  dispatcher.start()
}

test('a job that was put in is performed, settled and swept, and the school is clean again', async () => {
  const { transport, next } = heldTransport()
  run(transport)
  const id = await put(tenant, 21)
  ;(await next()).end(done(21))
  await until('it is done', () => job(id).state === 'done' && !job(id).untidy)
  expect(settled).toEqual([{ n: 21, doubled: 42, attempt: `${id.replace('job_', '')}-1` }])
  expect(tidied).toContain(21)
  await until('the mark is gone', () => opened.schools.registry.markOf(tenant.id) === undefined)
})

test('a transaction that rolls back leaves no job', async () => {
  await expect(
    tenant.transact((tx) => {
      enqueue(tx, contract, { payload: { n: 1 }, subject: 'none' })
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  expect(tenant.read((db) => db.select().from(jobs).all())).toEqual([])
})

test('the school is marked before its commit, so that a crash in between loses no job', async () => {
  await tenant.transact((tx) => {
    enqueue(tx, contract, { payload: { n: 1 }, subject: 'one' })
    expect(opened.schools.registry.markOf(tenant.id)).toBe(1)
    return null
  })
})

test('an attempt that was overtaken cannot settle', async () => {
  const id = await put(tenant, 5)
  const old = (await claim(tenant, [contract.name]))!
  await recoverLost(tenant, handlers, [])
  const current = (await claim(tenant, [contract.name]))!
  expect([old.attempt, current.attempt]).toEqual([1, 2])
  expect(await settle(tenant, handler, old, { doubled: 10 })).toBe(false)
  expect(await settle(tenant, handler, current, { doubled: 10 })).toBe(true)
  expect(await settle(tenant, handler, current, { doubled: 10 })).toBe(false)
  expect(settled).toHaveLength(1)
  expect(job(id).state).toBe('done')
})

test('a failing job is tried again later each time, then set aside with its reason, once', async () => {
  const id = await put(tenant, 7)
  const failure = { permanent: false, code: 'jobs.failed', detail: 'no luck' }
  let now = Date.now()
  const waits: number[] = []
  for (let n = 1; n <= contract.attempts; n++) {
    const attempt = (await claim(tenant, [contract.name], now))!
    await failAttempt(tenant, handler, attempt, failure, now)
    waits.push(job(id).runAt - now)
    now = job(id).runAt
  }
  expect(waits.slice(0, 2)).toEqual([2_000, 8_000])
  expect(job(id)).toMatchObject({ state: 'failed', failures: 3, reason: 'jobs.failed', reasonDetail: 'no luck' })
  expect(givenUp).toEqual(['jobs.failed'])
  expect(tenant.read((db) => db.select().from(events).where(eq(events.type, 'job.failed')).all())).toHaveLength(1)
})

test('what another try cannot mend is not tried again', async () => {
  const { transport, next } = heldTransport()
  run(transport)
  const id = await put(tenant, 3)
  ;(await next()).end({ done: false, failure: { permanent: true, code: 'media.not_media', detail: 'text' } })
  await until('it failed', () => job(id).state === 'failed')
  expect(job(id)).toMatchObject({ attempt: 1, reason: 'media.not_media' })
})

test('a job whose process is lost again and again is set aside in the end', async () => {
  const id = await put(tenant, 9)
  for (let n = 0; n < 20; n++) {
    await claim(tenant, [contract.name])
    await recoverLost(tenant, handlers, [])
  }
  expect(job(id)).toMatchObject({ state: 'failed', reason: 'jobs.lost', losses: 20 })
})

test('shutdown gives a running job back, and the next process takes it', async () => {
  const first = heldTransport()
  run(first.transport)
  const id = await put(tenant, 4)
  await until('it runs', () => job(id).state === 'running')
  await dispatcher?.stop()
  expect(job(id)).toMatchObject({ state: 'waiting', failures: 0 })
  const second = heldTransport()
  run(second.transport)
  ;(await second.next()).end(done(4))
  await until('it is done', () => job(id).state === 'done')
})

test('a cancelled job is stopped at its next report and never settles', async () => {
  const { transport, next } = heldTransport()
  run(transport)
  const id = await put(tenant, 6)
  const { errand } = await next()
  await tenant.transact((tx) => cancelJobs(tx, 'thing 6', Date.now()))
  errand.onProgress(0.5)
  await until('it is swept', () => tidied.includes(6))
  expect(job(id).state).toBe('cancelled')
  expect(settled).toEqual([])
})

test('an attempt of a school that was destroyed is stopped at its next report', async () => {
  const { transport, next } = heldTransport()
  const cancel = vi.spyOn(transport, 'cancel')
  run(transport)
  await put(tenant, 8)
  const { errand } = await next()
  await destroySchool(opened.schools, tenant.id)
  errand.onProgress(0.5)
  await until('it is stopped', () => cancel.mock.calls.length > 0)
  expect(cancel).toHaveBeenCalledWith(errand.id)
})

test('one school’s many jobs do not hold up another school’s one', async () => {
  const { transport, next, log: order } = heldTransport()
  const other = (await aSchool(opened.schools, 'other')).tenant
  for (let n = 0; n < 200; n++) await put(tenant, n)
  await put(other, 100)
  run(transport)
  for (let n = 0; n < 3; n++) {
    const { errand, end } = await next()
    end(done((errand.input as { n: number }).n))
  }
  expect(order.slice(0, 3).some((id) => id.startsWith(other.id))).toBe(true)
})

test('of two dispatchers on one data folder one runs jobs, and when it stops the other goes on', async () => {
  const beside = openSchools(opened.dataDir)
  const first = heldTransport()
  const second = heldTransport()
  run(first.transport)
  await put(tenant, 1)
  ;(await first.next()).end(done(1))
  const asked = vi.spyOn(beside.registry, 'holdLease')
  const other = new Dispatcher({ schools: beside, transport: second.transport, log, handlers })
  other.start()
  await put(tenant, 2)
  ;(await first.next()).end(done(2))
  await until('the second has asked to lead, more than once', () => asked.mock.calls.length > 1)
  expect(second.log).toEqual([])
  await dispatcher?.stop()
  await put(tenant, 3)
  ;(await second.next()).end(done(3))
  await until('all are settled', () => settled.length === 3)
  await other.stop()
  beside.close()
})

test('who leads again puts back what another leader lost meanwhile, in schools it knows too', async () => {
  const { registry } = opened.schools
  const { transport, next } = heldTransport()
  run(transport)
  await put(tenant, 1)
  ;(await next()).end(done(1))
  await until('it is settled', () => settled.length === 1)
  // Another machine takes over, claims a job and is gone.
  const other = newHolder()
  await registry.transact(
    (tx) =>
      tx
        .update(leases)
        .set({ holder: other, expiresAt: Date.now() + 60_000 })
        .run().changes,
  )
  const lost = await put(tenant, 2)
  await claim(tenant, [contract.name])
  await until('this one has seen that it no longer leads', () => (registry.markOf(tenant.id) ?? 0) > 0 && job(lost).state === 'running')
  const asked = vi.spyOn(registry, 'holdLease')
  await until('it has asked in vain', async () => asked.mock.results[0] && !(await asked.mock.results[0].value))
  retire(other)
  ;(await next()).end(done(2))
  await until('it is settled', () => job(lost).state === 'done')
})

test('of two who find the same dead holder one has the lease', async () => {
  const beside = openSchools(opened.dataDir)
  const take = (from: Schools, holder: string, isDead: (other: string) => boolean) =>
    from.registry.holdLease('the one', holder, 1_000, 60_000, isDead)
  await take(opened.schools, 'dead', () => false)
  let b: Promise<boolean> | undefined
  const a = take(opened.schools, 'a', () => {
    // Between the look and the write of one, the other takes it.
    b = take(beside, 'b', () => true)
    return true
  })
  expect([await a, await b]).toEqual([false, true])
  beside.close()
})

test('a result waits for a school that cannot take it now', async () => {
  const { transport, next } = heldTransport()
  run(transport)
  const id = await put(tenant, 8)
  refusals.push(new SchoolBusy())
  ;(await next()).end(done(8))
  await until('it is done', () => job(id).state === 'done')
  expect(job(id)).toMatchObject({ attempt: 1, failures: 0 })
  expect(settled).toHaveLength(1)
})

test('a result the school will never take is a failed attempt, with back-off', async () => {
  const { transport, next } = heldTransport()
  run(transport)
  const id = await put(tenant, 8)
  refusals.push(new Error('no such asset'))
  ;(await next()).end(done(8))
  await until('it waits for its next try', () => job(id).state === 'waiting')
  expect(job(id)).toMatchObject({ attempt: 1, failures: 1, reason: 'jobs.failed', reasonDetail: 'Error: no such asset' })
})

test('an attempt that could not even begin is put back, without a restart', async () => {
  const { transport, next } = heldTransport()
  let begun = 0
  run({ ...transport, perform: (errand) => (begun++ ? transport.perform(errand) : Promise.reject(new Error('fork: no more processes'))) })
  const id = await put(tenant, 2)
  ;(await next()).end(done(2))
  await until('it is done', () => job(id).state === 'done')
  expect(job(id)).toMatchObject({ attempt: 2, losses: 1 })
})

test('a job that was set aside is tried again when somebody says so, with all its tries', async () => {
  const { transport, next } = heldTransport()
  run(transport)
  const id = await put(tenant, 3)
  ;(await next()).end({ done: false, failure: { permanent: true, code: 'media.not_media', detail: 'text' } })
  await until('it failed', () => job(id).state === 'failed')
  await retryJob(tenant, handlers, 'mara', id)
  const { end } = await next()
  await expect(retryJob(tenant, handlers, 'mara', id)).rejects.toBeInstanceOf(JobNotEnded)
  end(done(3))
  await until('it is done', () => job(id).state === 'done')
  expect(job(id)).toMatchObject({ attempt: 2, failures: 0, reason: null })
  await expect(retryJob(tenant, handlers, 'mara', id)).rejects.toBeInstanceOf(JobNotEnded)
  await expect(retryJob(tenant, handlers, 'mara', 'job_none')).rejects.toBeInstanceOf(JobUnknown)
  expect(tenant.read((db) => db.select().from(events).where(eq(events.type, 'job.retried')).all())).toMatchObject([
    { actor: 'mara', subject: id },
  ])
})

test('what nobody needs any more is not tried again, and stays as it was', async () => {
  const id = await put(tenant, NOT_NEEDED)
  await cancelJob(tenant, handlers, 'mara', id)
  await expect(retryJob(tenant, handlers, 'mara', id)).rejects.toBeInstanceOf(JobNotNeeded)
  expect(job(id).state).toBe('cancelled')
})

test('a job is cancelled while it waits or runs, who waits for it is told, and once', async () => {
  const { transport, next } = heldTransport()
  run(transport)
  const running = await put(tenant, 1)
  const { errand } = await next()
  const waiting = await put(tenant, 2)
  for (const id of [waiting, running]) await cancelJob(tenant, handlers, 'mara', id)
  errand.onProgress(0.5)
  await until('both are swept', () => [1, 2].every((n) => tidied.includes(n)))
  expect([job(running).state, job(waiting).state]).toEqual(['cancelled', 'cancelled'])
  expect(givenUp).toEqual(['jobs.cancelled', 'jobs.cancelled'])
  await expect(cancelJob(tenant, handlers, 'mara', running)).rejects.toBeInstanceOf(JobEnded)
  expect(settled).toEqual([])
})

test('an attempt that goes on elsewhere is taken up by the next process, not begun anew', async () => {
  const first = heldTransport()
  run({
    ...first.transport,
    close: async () => {
      for (const { end } of first.held) end({ done: false, failure: 'handed_on' })
    },
  })
  const id = await put(tenant, 4)
  await until('it is handed over', () => first.log.length === 1)
  await dispatcher?.stop()
  expect(job(id)).toMatchObject({ state: 'running', attempt: 1 })
  const forgotten: string[] = []
  const adopted: string[] = []
  run({
    ...heldTransport().transport,
    adopt: async (errand) => {
      adopted.push(errand.id)
      return { outcome: Promise.resolve(done(4)) }
    },
    forget: async (errandId) => void forgotten.push(errandId),
  })
  await until('it is done', () => job(id).state === 'done')
  expect(job(id)).toMatchObject({ attempt: 1, losses: 0 })
  expect(adopted).toEqual(first.log)
  await until('it is forgotten', () => forgotten.length > 0)
  expect(forgotten).toEqual(first.log)
})

test('while nobody can say what became of an attempt, it is not begun anew', async () => {
  const id = await put(tenant, 5)
  await claim(tenant, [contract.name])
  let asked = 0
  run({
    ...heldTransport().transport,
    adopt: () => (++asked > 2 ? Promise.resolve(undefined) : Promise.reject(new Error('redis is away'))),
  })
  await until('it was asked again', () => asked > 1)
  expect(job(id)).toMatchObject({ state: 'running', attempt: 1 })
  await until('it is put back', () => job(id).attempt === 2)
})

test('a lost attempt counts as a loss, not as the job’s failure', async () => {
  const { transport, next } = heldTransport()
  run(transport)
  const id = await put(tenant, 6)
  ;(await next()).end({ done: false, failure: 'lost' })
  ;(await next()).end(done(6))
  await until('it is done', () => job(id).state === 'done')
  expect(job(id)).toMatchObject({ attempt: 2, losses: 1, failures: 0 })
})

test('an outcome nobody waits for has its job swept again, and is kept while its attempt is the current one', async () => {
  let ask: (errandId: string) => Promise<boolean> = () => Promise.reject(new Error('nobody listens'))
  const { transport, next } = heldTransport()
  run({
    ...transport,
    onLate: (listener) => {
      ask = listener
    },
  })
  const id = await put(tenant, 7)
  const { errand, end } = await next()
  expect(await ask(errand.id)).toBe(false)
  end(done(7))
  await until('it is swept', () => tidied.length > 0 && !job(id).untidy)
  tidied.length = 0
  expect(await ask(errand.id)).toBe(true)
  await until('it is swept again', () => tidied.includes(7))
  expect(await ask('school_gone-1-1')).toBe(true)
})

test('what nobody waits for goes after everything people wait for, of any school, and one at a time in a school', async () => {
  const { transport, next, held } = heldTransport(2)
  const other = (await aSchool(opened.schools, 'weld')).tenant
  const quietly = (to: Tenant, n: number) => to.transact((tx) => enqueue(tx, quiet, { payload: { n }, subject: `thing ${n}` }))
  await quietly(tenant, 1)
  await quietly(tenant, 2)
  await put(other, 3)
  run(transport)
  const [first, second] = [await next(), await next()]
  expect([first.errand.kind, second.errand.kind]).toEqual([contract.name, quiet.name])
  // There is a slot, but not for a second one of this school.
  first.end(done(3))
  await until('the school rests', () => settled.length === 1)
  await put(other, 4)
  const third = await next()
  expect(third.errand.kind).toBe(contract.name)
  expect(held).toEqual([])
  second.end(done(1))
  third.end(done(4))
  expect((await next()).errand).toMatchObject({ kind: quiet.name, input: { n: 2 } })
})

test('who is waited for takes the slot of what nobody waits for; that begins anew afterwards and nothing is held against it', async () => {
  const { transport, next } = heldTransport(1)
  run(transport)
  const late = await tenant.transact((tx) => enqueue(tx, quiet, { payload: { n: 1 }, subject: 'thing 1' }))
  expect((await next()).errand.kind).toBe(quiet.name)
  const other = (await aSchool(opened.schools, 'weld')).tenant
  await put(other, 2)
  const urgent = await next()
  expect(urgent.errand.kind).toBe(contract.name)
  expect(job(late)).toMatchObject({ state: 'waiting', failures: 0, losses: 0 })
  urgent.end(done(2))
  ;(await next()).end(done(1))
  await until('both are done', () => settled.length === 2)
  expect(settled.map(({ n }) => n)).toEqual([2, 1])
})
