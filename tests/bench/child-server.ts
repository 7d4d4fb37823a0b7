import { type ChildProcess, spawn } from 'node:child_process'
import { type IncomingHttpHeaders, request } from 'node:http'
import { BenchFailed } from './report.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** A server in a process of its own, on a port it was told. */
export class ChildServer {
  #output = ''

  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** Resolves when it answers on `port`. @throws BenchFailed when it ends before */
  static async start(port: number, args: readonly string[], env: NodeJS.ProcessEnv): Promise<ChildServer> {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const server = new ChildServer(port, child)
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        server.#output = (server.#output + chunk.toString()).slice(-4000)
      })
    }
    const deadline = Date.now() + 30_000
    while (!(await server.#answers())) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await server.stop()
        throw new BenchFailed(`${args.at(-1)} did not start:\n${server.#output}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    return server
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** The last lines it has written. */
  get output(): string {
    return this.#output
  }

  async #answers(): Promise<boolean> {
    try {
      await this.ask('/healthz')
      return true
    } catch {
      // Nobody listens yet: the caller asks again until its deadline.
      return false
    }
  }

  /** One request on a connection of its own; redirects are not followed. */
  ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port: this.port, path, method, headers, agent: false }, (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const { statusCode = 0, rawHeaders } = incoming
          resolve({ status: statusCode, headers: incoming.headers, rawHeaders, body: Buffer.concat(chunks) })
        })
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  /** The answer to what the load will ask. @throws BenchFailed unless it is 200 */
  async page(path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const answer = await this.ask(path, { headers })
    if (answer.status !== 200) throw new BenchFailed(`${path} of port ${this.port} answered ${answer.status}:\n${this.#output}`)
    return answer
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = new Promise<void>((resolve) => this.child.once('exit', () => resolve()))
    this.child.kill(signal)
    await gone
  }
}
