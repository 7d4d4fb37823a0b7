import { Redis } from 'ioredis'
import type { Machine } from '#integrations/machines/machines.ts'
import { openMachines } from '#integrations/machines/open-machines.ts'
import type { Env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import type { WorkerCard } from '#workers/transports/attempt-queue.ts'
import { workersHeard } from '#workers/transports/workers-heard.ts'
import { columns, type Output, print, workingEnv } from './output.ts'

const NONE = 'No machines are started for workers: FLY_API_TOKEN is not set.'

/** What an operator sees of the machines, and of the workers on them. */
export async function listMachines(output: Output): Promise<void> {
  const env = workingEnv()
  const machines = openMachines(env)
  if (!machines) return print(output, [], () => [NONE])
  const [listed, heard] = await Promise.all([machines.list(), heardIn(env)])
  const all = listed.map((machine) => ({
    ...machine,
    current: machine.image === machines.image,
    worker: heard && workerOf(machine, heard),
  }))
  print(output, all, () =>
    all.length
      ? columns([
          ['NAME', 'MACHINE', 'STATE', 'SIZE', 'REGION', 'IMAGE', 'WORKER'],
          ...all.map((one) => [
            one.name,
            one.id,
            one.state,
            one.size,
            one.region,
            one.current ? 'current' : one.image,
            one.worker ?? 'unknown',
          ]),
        ])
      : ['There are no machines: nothing waits for one.'],
  )
  if (!heard) process.stderr.write('Redis cannot be asked: what the workers do is unknown.\n')
}

/** Asks Fly as the server would. @throws MachinesFailure */
export async function machinesAnswer(env: Env): Promise<string> {
  const machines = openMachines(env)
  if (!machines || !env.machines) return NONE
  const there = await machines.list()
  return `${there.length} of at most ${env.machines.limit} in ${env.machines.app}, image ${machines.image}`
}

/** Undefined when Redis cannot be asked. */
async function heardIn({ redisUrl }: Env): Promise<WorkerCard[] | undefined> {
  if (!redisUrl) return undefined
  const redis = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
  redis.on('error', (error: Error) => log.debug({ err: error }, 'redis'))
  try {
    await redis.connect()
    return await workersHeard(redis, log)
  } catch (error) {
    log.debug({ err: error }, 'redis cannot be asked')
    return undefined
  } finally {
    redis.disconnect()
  }
}

function workerOf({ id }: Machine, heard: readonly WorkerCard[]): string {
  const card = heard.find(({ machine }) => machine === id)
  if (!card) return 'not heard'
  const working = card.working.heavy + card.working.light
  return working ? `at ${working}` : `idle for ${Math.round(card.idleMs / 60_000)} min`
}
