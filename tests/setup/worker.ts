import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootPath } from '#lib/paths.ts'

/** A worker process, as `npm run worker` runs it, with a work folder of its own. */
export class TestWorker {
  #child: ChildProcess | undefined
  output = ''

  private constructor(
    private readonly redisUrl: string,
    readonly workDir: string,
    private readonly localFiles: boolean,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** `localFiles`: for attempts that name files of this machine, as nobody but a test's do. */
  static async start(
    redisUrl: string,
    { localFiles = false, env = {} }: { localFiles?: boolean; env?: Readonly<Record<string, string>> } = {},
  ): Promise<TestWorker> {
    const worker = new TestWorker(redisUrl, await mkdtemp(join(tmpdir(), 'lectern-worker-')), localFiles, env)
    await worker.boot()
    return worker
  }

  async boot(): Promise<void> {
    const { PATH, HOME, NODE_ENV } = process.env
    const own = { REDIS_URL: this.redisUrl, WORK_DIR: this.workDir, ENCODE_SLOTS: '1', LOG_LEVEL: 'info' }
    const env = { PATH, HOME, NODE_ENV, ...own, LOCAL_FILES: this.localFiles ? 'yes' : 'no', ...this.env }
    const child = spawn(process.execPath, [rootPath('build/bin/worker.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const begun = this.output.length
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.output += chunk
        if (this.output.includes('takes attempts', begun)) resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', () => reject(new Error(`the worker ended:\n${this.output}`)))
    })
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  async remove(): Promise<void> {
    await this.end('SIGTERM')
    await rm(this.workDir, { recursive: true, force: true })
  }
}
