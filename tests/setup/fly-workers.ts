import type { FakeMachine } from '#tests/fakes/fly/machine.ts'
import type { FakeFly } from '#tests/fakes/fly/server.ts'
import { TestWorker } from './worker.ts'

/** What Fly does inside: each machine that is started runs a real worker process, and one that is to stop ends it. */
export class FlyWorkers {
  readonly #running = new Map<string, TestWorker>()

  constructor(
    private readonly fly: FakeFly,
    private readonly redisUrl: string,
    private readonly localFiles = false,
  ) {}

  /** Machines that are on their way get there, with their processes. */
  async settle(): Promise<void> {
    for (const machine of this.fly.machines) {
      if (machine.state === 'stopping') await this.#end(machine, 'SIGTERM')
      if (machine.state === 'destroying') await this.#end(machine, 'SIGKILL')
    }
    this.fly.settle()
    for (const machine of this.fly.in('started')) if (!this.#running.has(machine.id)) await this.#boot(machine)
  }

  /** The machine goes on and its worker does not, as after a fault of its kernel. */
  async kill(machine: FakeMachine): Promise<void> {
    await this.#running.get(machine.id)?.end('SIGKILL')
  }

  async close(): Promise<void> {
    for (const worker of this.#running.values()) await worker.remove()
  }

  /** The app's secrets and the machine's own environment, as Fly gives both. */
  async #boot({ id, config }: FakeMachine): Promise<void> {
    const env = { ...config.env, FLY_MACHINE_ID: id }
    this.#running.set(id, await TestWorker.start(this.redisUrl, { localFiles: this.localFiles, env }))
  }

  async #end({ id }: FakeMachine, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const worker = this.#running.get(id)
    this.#running.delete(id)
    await worker?.end(signal)
    await worker?.remove()
  }
}
