import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCode } from '#lib/errno.ts'
import { type Answer, type Ask, freePort, TestServer, until } from './server.ts'

const LITEFS = spawnSync('sh', ['-c', 'command -v litefs || ls "$HOME/go/bin/litefs"'], { encoding: 'utf8' }).stdout.trim()

/** Where it is not, tests that need it say so in one line. */
export const hasLitefs = LITEFS !== '' && existsSync('/dev/fuse')

/** What replication comes through; `hold` keeps it from arriving until `release`. */
class Line {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #held = false
  #isCut = false

  private constructor(to: number) {
    this.#server = createServer((near) => {
      const far = connect(to, '127.0.0.1')
      near.pipe(far)
      far.pipe(near)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on('error', () => other.destroy())
        one.on('close', () => other.destroy())
      }
      if (this.#isCut) near.destroy()
      this.#sockets.add(far)
      far.on('close', () => this.#sockets.delete(far))
      if (this.#held) far.pause()
    })
  }

  static async to(port: number): Promise<Line> {
    const line = new Line(port)
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve))
    return line
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  hold(): void {
    this.#held = true
    for (const socket of this.#sockets) socket.pause()
  }

  release(): void {
    this.#held = false
    for (const socket of this.#sockets) socket.resume()
  }

  /** Nothing comes through any more, and nobody gets a connection. */
  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#isCut = false
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }
}

export interface Machine {
  readonly name: string
  readonly server: TestServer
  readonly line: Line
  /** Where its databases are. */
  readonly mount: string
  /** What makes another process of it see them. */
  readonly env: Env
}

type Env = Readonly<Record<string, string>>

export interface ClusterOptions {
  readonly consul?: string
  readonly env?: Env
}

const fixed = (isLeader: boolean, leader: number) => ({
  ...{ type: 'static', candidate: isLeader, hostname: 'machine0', 'advertise-url': `http://127.0.0.1:${leader}` },
})

/** The shortest that Consul allows. */
const leasedFrom = (consul: string, name: string, port: number) => ({
  ...{ type: 'consul', candidate: true, hostname: name, 'advertise-url': `http://127.0.0.1:${port}` },
  consul: { url: consul, key: 'lectern/primary', ttl: '10s', 'lock-delay': '1s' },
})

export interface Followed extends Answer {
  /** Which machine gave it in the end. */
  readonly by: string
}

/**
 * Machines with the production server under `litefs mount`, on ports of this one: the first is primary by its configuration. `ask` plays
 * the proxy in front, that sends a request on to the machine an answer's fly-replay header names.
 */
export class TestCluster {
  private constructor(
    readonly folder: string,
    readonly machines: readonly Machine[],
    /** The port every machine believes it is asked at. */
    readonly port: number,
  ) {}

  /** @param consul its address: then another machine takes over where the primary goes; without it the first stays what it is */
  static async start(size: number, { consul, env = {} }: ClusterOptions = {}): Promise<TestCluster> {
    const folder = await mkdtemp(join(tmpdir(), 'lectern-cluster-'))
    const port = await freePort()
    const machines: Machine[] = []
    const cluster = new TestCluster(folder, machines, port)
    const leader = await freePort()
    for (let nth = 0; nth < size; nth++) {
      const name = `machine${nth}`
      const api = nth === 0 ? leader : await freePort()
      // Whoever leads is reached through a line of its own, a follower of a fixed one through its own.
      const line = await Line.to(consul ? api : leader)
      const lease = consul ? leasedFrom(consul, name, line.port) : fixed(nth === 0, nth === 0 ? leader : line.port)
      machines.push(await cluster.#machine(name, { api, line, lease }, env))
    }
    return cluster
  }

  async #machine(name: string, { api, line, lease }: { api: number; line: Line; lease: object }, more: Env): Promise<Machine> {
    const home = join(this.folder, name)
    const mount = join(home, 'mnt')
    for (const one of ['mnt', 'litefs', 'data']) mkdirSync(join(home, one), { recursive: true })
    const config = join(home, 'litefs.yml')
    // JSON is YAML.
    await writeFile(
      config,
      JSON.stringify({
        fuse: { dir: mount },
        data: { dir: join(home, 'litefs') },
        http: { addr: `127.0.0.1:${api}` },
        lease,
      }),
    )
    const own = {
      ...{ LITEFS_DIR: mount, LITEFS_URL: `http://127.0.0.1:${api}`, LECTERN_SECRET: 'one secret for every machine of this test' },
      ...{ PLATFORM_HOST: `localhost:${this.port}`, ...more },
    }
    const server = await TestServer.start({ dataDir: join(home, 'data'), under: [LITEFS, 'mount', '-config', config, '--'], env: own })
    return { name, server, line, mount, env: own }
  }

  get primary(): Machine {
    return this.#at(0)
  }

  get platform(): string {
    return `localhost:${this.port}`
  }

  host(slug: string): string {
    return `${slug}.localhost:${this.port}`
  }

  /** As the proxy: asks this machine, and then the one it names. */
  async ask(nth: number, host: string, path: string, ask: Ask = {}): Promise<Followed> {
    const machine = this.#at(nth)
    const answer = await asked(machine, host, path, ask)
    const replay = /^instance=(.+)$/.exec(String(answer.headers['fly-replay'] ?? ''))?.[1]
    if (replay === undefined) return answer
    const other = this.machines.find(({ name }) => name === replay)
    if (!other) throw new Error(`no machine is called ${replay}`)
    return asked(other, host, path, { ...ask, headers: { ...ask.headers, 'fly-replay-src': `instance=${machine.name}` } })
  }

  /** As when a machine loses its power: nothing on it has a last word. */
  async kill(nth: number): Promise<void> {
    const { server, mount } = this.#at(nth)
    for (const pid of childrenOf(server.pid)) process.kill(pid, 'SIGKILL')
    await server.end('SIGKILL')
    spawnSync('umount', ['-l', mount])
  }

  /** Stops everything on a machine in its tracks, cut off from the others, or lets it go on: a host that is moved, or has no time for it. */
  stall(nth: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
    const { server, line } = this.#at(nth)
    // A stream that only falls silent is waited for by LiteFS for ever.
    if (signal === 'SIGSTOP') line.cut()
    else line.mend()
    for (const pid of [server.pid, ...childrenOf(server.pid)]) process.kill(pid, signal)
  }

  /** Resolves when every machine has what the primary has. */
  async caughtUp(): Promise<void> {
    const positions = ({ mount }: Machine) =>
      readdirSync(mount)
        .filter((name) => name.endsWith('.db'))
        .map((name) => `${name} ${readFileSync(join(mount, `${name}-pos`), 'latin1')}`)
        .join()
    await until('every machine has caught up', () => this.machines.every((one) => positions(one) === positions(this.primary)))
  }

  #at(nth: number): Machine {
    const machine = this.machines[nth]
    if (!machine) throw new Error(`there is no machine ${nth}`)
    return machine
  }

  async remove(): Promise<void> {
    // Replicas first: they would wait for the one they follow.
    for (const { server, line } of [...this.machines].reverse()) {
      await server.end()
      line.close()
    }
    for (const { name } of this.machines) spawnSync('umount', ['-l', join(this.folder, name, 'mnt')])
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Go forks from whichever thread it is on. */
const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').match(/\d+/g) ?? [])
    .map(Number)

async function asked({ server, name }: Machine, host: string, path: string, ask: Ask): Promise<Followed> {
  try {
    return { ...(await server.ask(host, path, ask)), by: name }
  } catch (error) {
    if (!isCode(error, 'ECONNREFUSED', 'ECONNRESET')) throw error
    return { status: 502, headers: {}, body: Buffer.alloc(0), text: 'the machine does not answer', by: 'proxy' }
  }
}
