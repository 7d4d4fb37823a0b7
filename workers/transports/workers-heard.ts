import type { Redis } from 'ioredis'
import type { Log } from '#lib/log.ts'
import { WorkerCard, workerKey, workerSet } from './attempt-queue.ts'

/** What all workers say of themselves that have said so lately; the others are forgotten. */
export async function workersHeard(redis: Redis, log: Log): Promise<WorkerCard[]> {
  const heard: WorkerCard[] = []
  for (const id of await redis.smembers(workerSet)) {
    const card = await redis.get(workerKey(id))
    const said = card === null ? undefined : readCard(card)
    if (card !== null && !said) log.warn({ worker: id }, 'what a worker says of itself cannot be read')
    if (said) heard.push(said)
    else await redis.srem(workerSet, id)
  }
  return heard
}

function readCard(card: string): WorkerCard | undefined {
  try {
    return WorkerCard.safeParse(JSON.parse(card)).data
  } catch {
    // It is not JSON either.
    return undefined
  }
}
