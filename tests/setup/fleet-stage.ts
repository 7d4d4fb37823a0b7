import { flyMachines } from '#integrations/machines/fly.ts'
import { readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { FakeFly } from '#tests/fakes/fly/server.ts'
import { Fleet } from '#workers/machines/fleet.ts'
import { type BullmqTransport, bullmqTransport } from '#workers/transports/bullmq.ts'
import { FlyWorkers } from './fly-workers.ts'
import type { TestRedis } from './redis.ts'
import { until } from './server.ts'

/** Machines that may exist. */
const LIMIT = 2

/** Real Redis, real worker processes, Fly's answers. The clock of the fleets is the test's. */
export class FleetStage {
  #now = 0

  private constructor(
    private readonly redis: TestRedis,
    readonly fly: FakeFly,
    readonly workers: FlyWorkers,
    readonly transport: BullmqTransport,
  ) {}

  static async open(redis: TestRedis): Promise<FleetStage> {
    await redis.flush()
    const fly = await FakeFly.start()
    const transport = bullmqTransport({ url: redis.url, log, silentMs: 4_000, room: LIMIT })
    await transport.reap()
    return new FleetStage(redis, fly, new FlyWorkers(fly, redis.url, true), transport)
  }

  async close(): Promise<void> {
    await this.transport.close()
    await this.workers.close()
    await this.fly.close()
  }

  /** As a server that has just been started has it. */
  fleet(more: Readonly<Record<string, string>> = {}, image = this.fly.options.image): Fleet {
    const { machines: env } = readEnv({
      NODE_ENV: 'test',
      REDIS_URL: this.redis.url,
      FLY_WORKER_LIMIT: String(LIMIT),
      ...this.fly.env,
      ...more,
    })
    if (!env) throw new Error('the token says that there are machines')
    const machines = flyMachines({ ...this.fly.options, image })
    return new Fleet({ machines, env, crew: () => this.transport.crew(), log, clock: () => this.#now })
  }

  /** A round, a second later. */
  async round(fleet: Fleet): Promise<void> {
    this.#now += 1_000
    this.fly.pass(1_000)
    await fleet.round()
  }

  /** Until so many heavy attempts wait for somebody. */
  async waits(count: number): Promise<void> {
    const waiting = async () => Object.values((await this.transport.crew()).waiting).reduce((sum, n) => sum + n, 0)
    await until(`${count} wait`, async () => (await waiting()) === count)
  }
}
