import { afterEach, beforeEach, expect, test } from 'vitest'
import { guestOf } from '#lib/machine-size.ts'
import { FakeFly } from '#tests/fakes/fly/server.ts'
import { flyMachines } from './fly.ts'
import type { Machines, MachinesTrouble, WantedMachine } from './machines.ts'

let fly: FakeFly
let machines: Machines
beforeEach(async () => {
  fly = await FakeFly.start()
  machines = flyMachines(fly.options)
})
afterEach(() => fly.close())

const wanted = (name = 'lectern-worker-1'): WantedMachine => ({
  ...{ name, size: 'small', guest: guestOf('performance-2x')!, diskGb: 8, env: { WORKER_SIZE: 'small' } },
})
const fails = (asked: Promise<unknown>, trouble: MachinesTrouble) =>
  expect(asked).rejects.toMatchObject({ name: 'MachinesFailure', trouble, message: expect.stringMatching(/Fly/) })

test('a machine is made as Fly takes it, goes its way, and is told of as what it was asked to be', async () => {
  const { id } = await machines.create(wanted())
  expect(fly.machines[0]!.config).toMatchObject({
    guest: { cpu_kind: 'performance', cpus: 2, memory_mb: 4096 },
    restart: { policy: 'no' },
    rootfs: { size_gb: 8 },
    env: { WORKER_SIZE: 'small' },
  })
  fly.settle()
  expect(await machines.list()).toEqual([
    {
      ...{ id, name: 'lectern-worker-1', state: 'started', region: 'fra', size: 'small', image: machines.image },
      guest: { cpuKind: 'performance', cpus: 2, memoryMb: 4096 },
    },
  ])
  await machines.stop(id)
  fly.settle()
  await machines.start(id)
  fly.settle()
  await machines.destroy(id)
  fly.settle()
  expect(await machines.list()).toEqual([])
  expect(fly.machines[0]!.history.join(' ')).toBe('created starting started stopping stopped starting started destroying destroyed')
})

test('a create whose answer is lost makes one machine, however often it is said', async () => {
  fly.trouble('create', 'answer_lost')
  const first = await machines.create(wanted())
  expect(fly.asked).toEqual(['create', 'create', 'list'])
  expect(await machines.create(wanted())).toEqual(first)
  expect(fly.machines).toHaveLength(1)
})

test('what is not ours is not seen, and its name is not taken for ours', async () => {
  await machines.create(wanted('lectern-worker-1'))
  fly.machines[0]!.config.metadata = {}
  expect(await machines.list()).toEqual([])
  await fails(machines.create(wanted('lectern-worker-1')), 'taken')
})

test('whoever holds the lease is left alone, and a lease that nobody gave back ends', async () => {
  const { id } = await machines.create(wanted())
  fly.settle()
  fly.machines[0]!.takeLease('somebody@tokens.fly.io', 60)
  for (const verb of [machines.stop(id), machines.start(id), machines.destroy(id)]) await fails(verb, 'held')
  expect(fly.machines[0]!.state).toBe('started')
  fly.pass(60_000)
  await machines.stop(id)
  expect(fly.machines[0]!.state).toBe('stopping')
  expect(fly.machines[0]!.lease, 'given back').toBeUndefined()
})

test('too fast is tried again after as long as Fly says, and what fails for a moment as well', async () => {
  for (let n = 1; n <= 6; n++) await machines.create(wanted(`lectern-worker-${n}`))
  expect(fly.machines).toHaveLength(6)
  expect(fly.asked.length, 'some were refused first').toBeGreaterThan(6)
  const pauses: number[] = []
  const pause = async (ms: number) => {
    pauses.push(ms)
    fly.pass(ms)
  }
  const patient = flyMachines({ ...fly.options, pause })
  fly.pass(60_000)
  fly.trouble('list', { status: 429, retryAfter: 7 }, { status: 503 }, 'answer_lost')
  expect(await patient.list()).toHaveLength(6)
  expect(pauses).toEqual([7_000, 1_000, 2_000])
})

test('what goes on failing ends with what is wrong', async () => {
  const trouble = (status: number) => fly.trouble('list', { status }, { status }, { status }, { status })
  trouble(500)
  await fails(machines.list(), 'away')
  fly.pass(60_000)
  trouble(429)
  await fails(machines.list(), 'limited')
})

test('each refusal has its name', async () => {
  await fails(flyMachines({ ...fly.options, token: 'another' }).list(), 'refused')
  await fails(flyMachines({ ...fly.options, app: 'nobodys' }).list(), 'unknown')
  await fails(machines.create({ ...wanted(), guest: { cpuKind: 'performance', cpus: 2, memoryMb: 512 } }), 'invalid')
  await fails(machines.stop('00000000000000'), 'unknown')
  await machines.destroy('00000000000000')
  fly.capacity = 0
  await fails(machines.create(wanted()), 'no_room')
  await fly.close()
  fly = await FakeFly.start()
  await fails(machines.list(), 'away')
})

test('what is so already stays so', async () => {
  const { id } = await machines.create(wanted())
  fly.settle()
  await machines.start(id)
  await machines.stop(id)
  fly.pass(60_000)
  await machines.stop(id)
  fly.settle()
  fly.trouble('start', 'answer_lost')
  await machines.start(id)
  fly.settle()
  expect(fly.machines[0]!.state).toBe('started')
})
