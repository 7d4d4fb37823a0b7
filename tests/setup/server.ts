import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type Agent, type IncomingHttpHeaders, request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootPath } from '#lib/paths.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

export interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
  /** Form fields; sets method POST, content type and Origin. */
  readonly form?: Record<string, string>
  readonly cookie?: string
  /** Instead of a connection of its own. */
  readonly agent?: Agent
}

/** The built server, as `npm start` runs it, on a data folder and a port of its own. */
export class TestServer {
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  output = ''

  private constructor(
    readonly port: number,
    readonly dataDir: string,
    env: Readonly<Record<string, string>>,
    private readonly nodeArguments: readonly string[],
    private readonly under: readonly string[],
  ) {
    this.#env = Object.assign(
      {},
      process.env,
      { NODE_ENV: 'production', LOG_LEVEL: 'info', PORT: String(port), DATA_DIR: dataDir, HOST: '127.0.0.1' },
      env,
    )
    this.#env.NODE_OPTIONS = ''
  }

  static async start(
    options: {
      env?: Readonly<Record<string, string>>
      dataDir?: string
      node?: readonly string[]
      port?: number
      /** A command that becomes the server: `prlimit --nofile=256`. */
      under?: readonly string[]
    } = {},
  ): Promise<TestServer> {
    if (!existsSync(rootPath('build/server/index.js'))) throw new Error('there is no build to test: npm run build')
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'lectern-test-')))
    const server = new TestServer(options.port ?? (await freePort()), dataDir, options.env ?? {}, options.node ?? [], options.under ?? [])
    await server.boot()
    return server
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** It was started, and is no more. */
  get hasEnded(): boolean {
    return this.#child !== undefined && (this.#child.exitCode !== null || this.#child.signalCode !== null)
  }

  /** Starts the process (again) and resolves when it listens. */
  async boot(): Promise<void> {
    const [command = '', ...words] = [...this.under, process.execPath, ...this.nodeArguments, rootPath('build/server/index.js')]
    const child = spawn(command, words, {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.output += chunk.toString()
        if (chunk.includes('"msg":"listening"')) resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${this.output.slice(-4000)}`)))
    })
  }

  /** Ends the process and resolves when it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    child.kill(signal)
    return gone
  }

  async remove(): Promise<void> {
    await this.end()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  get platform(): string {
    return `localhost:${this.port}`
  }

  host(slug: string): string {
    return `${slug}.localhost:${this.port}`
  }

  origin(host: string): string {
    return `http://${host}`
  }

  /** Log lines so far that say this. */
  logged(part: Record<string, unknown>): Record<string, unknown>[] {
    return this.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => Object.entries(part).every(([key, value]) => line[key] === value))
  }

  /** One request to a host of this server; redirects are not followed. Node does not resolve `*.localhost`, so the Host header says it. */
  ask(host: string, path: string, ask: Ask = {}): Promise<Answer> {
    const form = ask.form && new URLSearchParams(ask.form).toString()
    const body = form ?? ask.body
    const headers: Record<string, string> = {
      Host: host,
      Accept: 'text/html',
      ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', Origin: `http://${host}` }),
      ...(body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
      ...(ask.cookie ? { Cookie: ask.cookie } : {}),
      ...ask.headers,
    }
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.port,
          path,
          method: ask.method ?? (form === undefined ? 'GET' : 'POST'),
          headers,
          agent: ask.agent ?? false,
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () => {
            const whole = Buffer.concat(chunks)
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: whole, text: whole.toString('utf8') })
          })
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** `name=value` of a Set-Cookie header, ready to be sent back. */
export function cookieOf(answer: Answer): string {
  return (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0] ?? '').join('; ')
}

/** Asks again until it is so, with a deadline; for what another process does in its own time. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 120_000,
): Promise<T> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (Date.now() > deadline) throw new Error(`never so within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
    await pause(20)
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
