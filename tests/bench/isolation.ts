import { Agent, type IncomingHttpHeaders, request as open } from 'node:http'
import { pathToFileURL } from 'node:url'
import { rootPath } from '#lib/paths.ts'
import { marksIn } from '#tests/isolation/kit/canaries.ts'
import { builtRoutes } from '#tests/isolation/kit/routes.ts'
import { type Twins, twins } from '#tests/isolation/kit/twins.ts'
import { random } from '#tests/setup/random.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { type Ground, type Probe, probe, type Request } from './isolation-probes.ts'
import { BenchFailed, type Finding, rounded, say } from './report.ts'

const REQUESTS = 100_000
const AT_ONCE = 12
/** An answer that takes longer does not come. */
const ANSWER_MS = 60_000
const SEED = 20_261_121
/** What a server that leaks has to be caught by, at most. */
const REQUESTS_AT_HOLES = 4_000
const HOLES: readonly [hole: string, preload: string][] = [
  ['file', 'builtins.mjs'],
  ['membership', 'sqlite.cjs'],
  ['seal', 'builtins.mjs'],
]

interface Sweep {
  readonly asked: number
  readonly leaks: readonly string[]
  /** Different answers there were to somebody with nothing. */
  readonly honest: number
  readonly statuses: Readonly<Record<string, number>>
}

/**
 * Random requests with one school's sessions, codes, ids, tokens and links to the other and to the platform: each answer must be the one
 * that somebody with invented ones gets, and hold nothing of the other school. Figure: answers that were not. The same requests must
 * find leaks on servers that were holed on purpose.
 */
export async function isolation(): Promise<Finding> {
  const begun = performance.now()
  const sound = await sweepServer(REQUESTS)
  const seconds = (performance.now() - begun) / 1000
  for (const leak of sound.leaks.slice(0, 10)) say(`isolation: ${leak}`)
  const holed: Record<string, number> = {}
  for (const [hole, preload] of HOLES) {
    const { leaks, asked } = await sweepServer(REQUESTS_AT_HOLES, hole, preload)
    say(`isolation: a server with the hole “${hole}”: ${leaks.length} leaks in ${asked} requests, such as ${leaks[0]}`)
    if (!leaks.length) throw new BenchFailed(`a server with the hole “${hole}” was not caught: this measures nothing`)
    holed[hole] = leaks.length
  }
  return {
    bench: 'isolation',
    figure: sound.leaks.length,
    better: 'lower',
    bar: 0,
    requests: sound.asked,
    honest_answers: sound.honest,
    statuses: sound.statuses,
    leaks_on_holed: holed,
    seconds: rounded(seconds, 1),
  }
}

async function sweepServer(requests: number, hole?: string, preload = ''): Promise<Sweep> {
  const pair = await twins()
  try {
    const file = rootPath('tests/isolation/holes', preload)
    const server = await pair.server({
      // Each request says that it comes from another address, or wrong guesses would soon be answered with a wait.
      env: {
        TRUSTED_PROXIES: '1',
        ...(hole && { HOLE: hole, HOLE_A: pair.a.tenant.id, HOLE_B: pair.b.tenant.id }),
      },
      ...(hole && { node: preload.endsWith('.cjs') ? ['--require', file] : ['--import', pathToFileURL(file).href] }),
    })
    return await sweep(pair, server, requests)
  } finally {
    await pair.close()
  }
}

async function sweep(pair: Twins, server: TestServer, requests: number): Promise<Sweep> {
  const ground: Ground = { server, rows: pair.rows, routes: await builtRoutes(), sides: [pair.a, pair.b] }
  const chance = random(SEED)
  const client = new Client(server.port, chance)
  const honest = new Map<string, Promise<string>>()
  const leaks: string[] = []
  const statuses: Record<string, number> = {}
  let asked = 0

  const usual = (request: Request, anew = false): Promise<string> => {
    const key = JSON.stringify(request)
    const known = anew ? undefined : honest.get(key)
    const answer = known ?? client.send(request).then((got) => plain(got))
    // Tokens in a path are never asked twice; pages are.
    if (honest.size < 20_000) honest.set(key, answer)
    return answer
  }

  async function look({ what, ask, honest: nobodys, canary }: Probe): Promise<void> {
    const answer = await client.send(ask)
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
    const marks = marksIn(answer.body, canary)
    if (marks.length) leaks.push(`${what}: ${answer.status} shows ${marks.slice(0, 3).join(', ')}`)
    // Schools live on meanwhile, so that what differs is asked once more of both before it counts.
    else if (plain(answer) !== (await usual(nobodys)) && plain(await client.send(ask)) !== (await usual(nobodys, true)))
      leaks.push(`${what}: ${answer.status}, not as somebody with nothing is answered`)
  }

  const lane = async () => {
    while (asked < requests) {
      asked++
      await look(probe(ground, chance))
      if (asked % 10_000 === 0) say(`isolation: ${asked} requests, ${leaks.length} leaks`)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  } finally {
    client.close()
  }
  return { asked, leaks, honest: honest.size, statuses }
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })

  constructor(
    private readonly port: number,
    private readonly chance: () => number,
  ) {}

  send({ host, path, method, headers, body }: Request): Promise<Answer> {
    const byte = () => Math.floor(this.chance() * 256)
    return new Promise((resolve, reject) => {
      const outgoing = open(
        {
          ...{ host: '127.0.0.1', port: this.port, path, method, agent: this.#agent },
          headers: {
            ...{ Host: host, Accept: 'text/html', 'X-Forwarded-For': `10.${byte()}.${byte()}.${byte()}` },
            ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () => {
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString('utf8') })
          })
        },
      )
      outgoing.setTimeout(ANSWER_MS, () => outgoing.destroy(new BenchFailed(`${method} ${path} of ${host} was never answered`)))
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

const TELLING = ['location', 'content-type', 'cache-control', 'www-authenticate', 'etag', 'content-length-range'] as const

/** An answer without what is another one each time: ids of requests, nonces, moments, sealed links, and the address that was asked. */
function plain({ status, headers, body }: Answer): string {
  const id = String(headers['x-request-id'] ?? '')
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy'] ?? ''))?.[1] ?? ''
  const named = TELLING.map((name) => `${name}: ${headers[name] ?? ''}`)
  const cookies = (headers['set-cookie'] ?? []).map((line) => line.replace(/=[^;]*/, '='))
  return [status, ...named, ...cookies, body]
    .join('\n')
    .replaceAll(id || '\0', 'ID')
    .replaceAll(nonce || '\0', 'NONCE')
    .replace(/\b1[78]\d{11}\b/g, 'NOW')
    .replace(/eyJ[\w-]+\.[\w-]{20,}/g, 'SEALED')
    .replace(/(dashboard(?:\/|%2F))[a-z0-9-]+/g, '$1SLUG')
}
