import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from './server.ts'

/** A Redis of the test's own, which keeps what it has through a stop, a kill and a start. */
export class TestRedis {
  #child: ChildProcess | undefined

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), await mkdtemp(join(tmpdir(), 'lectern-redis-')))
    await redis.boot()
    return redis
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async boot(): Promise<void> {
    const options = ['--port', String(this.port), '--dir', this.folder, '--appendonly', 'yes', '--save', '', '--loglevel', 'warning']
    this.#child = spawn('redis-server', options, { stdio: 'ignore' })
    await once(this.#child, 'spawn')
    const client = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
    // It is not there at once.
    client.on('error', () => undefined)
    await client.ping()
    client.disconnect()
  }

  /** All it has is lost. */
  async flush(): Promise<void> {
    const client = new Redis(this.url)
    await client.flushall()
    client.disconnect()
  }

  /** Like a crash, unless told otherwise. */
  async end(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  async remove(): Promise<void> {
    await this.end()
    await rm(this.folder, { recursive: true, force: true })
  }
}
