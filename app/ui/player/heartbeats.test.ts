import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { KeptReport, Shelf } from './heartbeat-shelf.ts'
import { type HeartbeatOptions, HeartbeatQueue } from './heartbeats.ts'
import type { WatchReport } from './watch-report.ts'

let server: FakeServer
let shelf: Shelf
beforeEach(async () => {
  server = await FakeServer.open()
  shelf = memoryShelf()
})
afterEach(() => server.close())

test('a report that is durable is kept nowhere any more', async () => {
  const queue = make()
  await queue.add(watched(0, 10))
  await queue.add(watched(10, 20))
  expect(server.bodies.map((body) => body.reports.map((report) => report.seq))).toEqual([[1], [2]])
  expect(server.bodies[0]).toMatchObject({
    lessonId: 'lesson_1',
    player: 'page_1',
    reports: [{ at: 1000, covered: [[0, 10]], position: 10 }],
  })
  expect(shelf.length).toBe(0)
})

test('what is taken but not yet durable is kept, and sent again with the next', async () => {
  server.durable = () => 0
  const queue = make()
  await queue.add(watched(0, 10))
  await queue.add(watched(10, 20))
  expect(server.bodies[1]?.reports.map((report) => report.seq)).toEqual([1, 2])
  server.durable = () => 1
  await queue.add(watched(20, 30))
  await queue.add(watched(30, 40))
  expect(server.bodies[3]?.reports.map((report) => report.seq)).toEqual([2, 3, 4])
})

test('says when something became durable, and whether this very page had watched it', async () => {
  server.durable = () => 0
  const told: boolean[] = []
  await make({ player: 'earlier_page' }).add(watched(0, 10))
  const queue = make({ onDurable: (own) => void told.push(own) })
  await queue.add(watched(10, 20))
  expect(told).toEqual([])
  server.durable = () => 1
  await queue.flush()
  expect(told).toEqual([true, false])
})

test('a lost answer loses nothing: it is sent again later, waiting longer each time', async () => {
  const timers = handTimers()
  const queue = make({ later: timers.later })
  server.cut = 2
  await queue.add(watched(0, 10))
  expect(shelf.length).toBe(1)
  await timers.fire()
  expect(timers.waits).toEqual([5000, 10_000])
  await timers.fire()
  expect(server.bodies).toHaveLength(3)
  expect(shelf.length).toBe(0)
})

test('once the line is back, it does not wait long to hear that all is written', async () => {
  const timers = handTimers()
  server.cut = 2
  server.durable = () => 0
  const queue = make({ later: timers.later })
  await queue.add(watched(0, 10))
  await timers.fire()
  await timers.fire()
  expect(timers.waits).toEqual([5000, 10_000, 2500])
})

test('a server slow to write is asked again soon, for who has watched to the end waits for “done”', async () => {
  const timers = handTimers()
  server.durable = () => 0
  await make({ later: timers.later }).add(watched(0, 10))
  for (let asked = 0; asked < 4; asked++) await timers.fire()
  expect(timers.waits).toEqual([2500, 5000, 10_000, 10_000, 10_000])
})

test('a line that comes back begins with short waits again, however long it was away', async () => {
  const timers = handTimers()
  server.cut = 4
  const queue = make({ later: timers.later })
  await queue.add(watched(0, 10))
  await timers.fire()
  await timers.fire()
  expect(timers.waits).toEqual([5000, 10_000, 20_000])
  await queue.retry()
  expect(timers.waits.at(-1)).toBe(5000)
})

test('says once when the server has been given what another page had left, on disk or not', async () => {
  server.durable = () => 0
  await make({ player: 'earlier_page' }).add(watched(0, 10))
  let taken = 0
  const queue = make({ onTaken: () => taken++ })
  await queue.retry()
  await queue.retry()
  expect(taken).toBe(1)
})

test('waits as long as a busy server asks', async () => {
  const timers = handTimers()
  server.refusals = [{ status: 503, headers: { 'retry-after': '90' } }]
  await make({ later: timers.later }).add(watched(0, 10))
  expect(timers.waits).toEqual([90_000])
})

test('half an answer is no answer', async () => {
  const timers = handTimers()
  server.refusals = [
    { status: 200, body: '{"dura' },
    { status: 200, body: '{}' },
  ]
  const queue = make({ later: timers.later })
  await queue.add(watched(0, 10))
  await timers.fire()
  expect(shelf.length).toBe(1)
  await timers.fire()
  expect(shelf.length).toBe(0)
})

test('a late answer does not mix up what was added meanwhile', async () => {
  const queue = make()
  const release = server.hold()
  const first = queue.add(watched(0, 10))
  await server.asked(1)
  const second = queue.add(watched(10, 20))
  release()
  await Promise.all([first, second])
  expect(server.bodies.map((body) => body.reports.map((report) => report.seq))).toEqual([[1], [2]])
  expect(shelf.length).toBe(0)
})

test('a server that crashed and knows less gets again what it never called durable, and not what it did', async () => {
  server.durable = () => 2
  const queue = make()
  for (let at = 0; at < 40; at += 10) await queue.add(watched(at, at + 10))
  server.durable = () => 1
  await queue.add(watched(40, 50))
  server.durable = (body) => body.reports.at(-1)!.seq
  await queue.add(watched(50, 60))
  expect(server.bodies.at(-1)?.reports.map((report) => report.seq)).toEqual([3, 4, 5, 6])
  expect(shelf.length).toBe(0)
})

test('what a closed tab left is sent by the next visit, under the old page’s name and numbers', async () => {
  server.cut = Number.POSITIVE_INFINITY
  const closed = make()
  await closed.add(watched(0, 10))
  await closed.add(watched(10, 20))
  server.cut = 0
  server.bodies.length = 0
  const next = make({ player: 'page_2' })
  const stop = next.start()
  await next.flush()
  expect(server.bodies[0]).toMatchObject({ player: 'page_1', lessonId: 'lesson_1', reports: [{ seq: 1 }, { seq: 2 }] })
  expect(shelf.length).toBe(0)
  stop()
})

test('another student or lesson never sends them', async () => {
  server.cut = 1
  await make().add(watched(0, 10))
  await make({ scope: 'student_2.lesson_1', player: 'page_2' }).retry()
  await make({ scope: 'student_1', player: 'page_3' }).retry()
  expect(server.bodies).toHaveLength(1)
})

test('what is older than two months is dropped', async () => {
  server.cut = 1
  await make().add(watched(0, 10))
  await make({ player: 'page_2', now: () => 1000 + 61 * 24 * 3600_000 }).retry()
  expect(shelf.length).toBe(0)
  expect(server.bodies).toHaveLength(1)
})

test('many become one, and nothing that was watched is missing', async () => {
  server.refusals = [{ status: 401 }]
  const queue = make()
  for (let at = 0; at < 2000; at += 10) await queue.add(watched(at, at + 10))
  await queue.retry()
  const reports = server.bodies.at(-1)?.reports ?? []
  expect(reports.length).toBeLessThanOrEqual(60)
  expect(reports[0]?.covered).toHaveLength(1)
  expect(reports[0]?.covered[0]?.[0]).toBe(0)
  expect(reports.at(-1)).toMatchObject({ seq: 200, covered: [[1990, 2000]] })
  for (const [index, report] of reports.slice(1).entries()) expect(report.covered[0]?.[0]).toBe(reports[index]?.covered[0]?.[1])
  expect(shelf.length).toBe(0)
})

test('what was joined says from which report on, and keeps what was played again', async () => {
  server.refusals = [{ status: 401 }]
  const queue = make({ assetId: 'asset_1' })
  for (let turn = 0; turn < 100; turn++) await queue.add(watched((turn % 2) * 10, (turn % 2) * 10 + 10))
  await queue.retry()
  expect(server.bodies.at(-1)?.assetId).toBe('asset_1')
  const reports = server.bodies.at(-1)?.reports ?? []
  expect(reports[0]).toMatchObject({ first: 1 })
  for (const [index, report] of reports.slice(1).entries()) expect(report.first ?? report.seq).toBe(reports[index]!.seq + 1)
  const played = reports.flatMap((report) => report.covered).reduce((sum, [from, to]) => sum + to - from, 0)
  expect(played).toBe(1000)
})

test('what piled up offline is sent in pieces the server takes, each when the one before is durable', async () => {
  server.refusals = [{ status: 401 }]
  const queue = make({ player: 'page_one' })
  // Every other half second of the film, in little pieces: nothing can be joined.
  const pieces = Array.from({ length: 6_000 }, (_, at): [number, number] => [at, at + 0.5])
  for (let at = 0; at < pieces.length; at += 75) await queue.add({ covered: pieces.slice(at, at + 75), position: at })
  server.bodies.length = 0
  const flushed: number[] = []
  server.durable = (body) => {
    if (body.reports[0]!.seq > (flushed.at(-1) ?? 0) + 1) throw new Error('a piece overtook another')
    flushed.push(body.reports.at(-1)!.seq)
    return body.reports.at(-1)!.seq
  }
  await queue.retry()
  expect(server.bodies.length).toBeGreaterThan(2)
  for (const body of server.bodies) {
    expect(body.reports.length).toBeLessThanOrEqual(100)
    expect(Math.max(...body.reports.map((report) => report.covered.length))).toBeLessThanOrEqual(50)
    expect(JSON.stringify(body).length).toBeLessThan(32_000)
  }
  expect(server.bodies.flatMap((body) => body.reports.flatMap((report) => report.covered))).toEqual(pieces)
  expect(shelf.length).toBe(0)
})

test('a piece that is taken and not yet written holds the next one back', async () => {
  server.refusals = [{ status: 401 }]
  const queue = make()
  const pieces = Array.from({ length: 6_000 }, (_, at): [number, number] => [at, at + 0.5])
  for (let at = 0; at < pieces.length; at += 50) await queue.add({ covered: pieces.slice(at, at + 50), position: at })
  server.bodies.length = 0
  server.durable = () => 0
  await queue.retry()
  expect(server.bodies).toHaveLength(1)
  expect(server.bodies[0]?.reports[0]?.seq).toBe(1)
})

test('signed out: everything is held and nothing more is asked, until a retry', async () => {
  server.refusals = [{ status: 401 }]
  const queue = make()
  await queue.add(watched(0, 10))
  await queue.add(watched(10, 20))
  expect(server.bodies).toHaveLength(1)
  expect(shelf.length).toBe(1)
  await queue.retry()
  expect(server.bodies.at(-1)?.reports.map((report) => report.seq)).toEqual([1, 2])
  expect(shelf.length).toBe(0)
})

test.each([400, 403, 404])('what is refused with %i is dropped, what comes after is sent', async (status) => {
  server.refusals = [{ status }]
  const queue = make()
  await queue.add(watched(0, 10))
  expect(shelf.length).toBe(0)
  await queue.add(watched(10, 20))
  expect(server.bodies.at(-1)?.reports.map((report) => report.seq)).toEqual([2])
})

test('when the page goes, a beacon carries everything and it stays kept until someone hears the answer', async () => {
  Object.assign(globalThis, { window: new EventTarget() })
  try {
    const beacons: Promise<string>[] = []
    const queue = make({ beacon: (_url, body) => beacons.push(body.text()) > 0 })
    const stop = queue.start()
    await queue.flush()
    window.dispatchEvent(new Event('pagehide'))
    await queue.add(watched(0, 4))
    expect(await beacons[0]).toContain('"covered":[[0,4]]')
    expect(server.bodies).toHaveLength(0)
    expect(shelf.length).toBe(1)
    window.dispatchEvent(new Event('pageshow'))
    await queue.flush()
    expect(server.bodies.at(-1)?.reports.map((report) => report.seq)).toEqual([1])
    expect(shelf.length).toBe(0)
    stop()
  } finally {
    Reflect.deleteProperty(globalThis, 'window')
  }
})

test('works where the browser forbids storage', async () => {
  await make({ shelf: undefined }).add(watched(0, 10))
  expect(server.bodies).toHaveLength(1)
})

function make(options: Partial<HeartbeatOptions> = {}): HeartbeatQueue {
  return new HeartbeatQueue({
    url: server.url,
    lessonId: 'lesson_1',
    scope: 'student_1.lesson_1',
    player: 'page_1',
    shelf,
    now: () => 1000,
    later: () => () => undefined,
    ...options,
  })
}

function watched(from: number, to: number): WatchReport {
  return { covered: [[from, to]], position: to }
}

function handTimers() {
  const waits: number[] = []
  let due: (() => void) | undefined
  return {
    waits,
    later(callback: () => void, ms: number) {
      waits.push(ms)
      due = callback
      return () => undefined
    },
    /** Lets the time pass and waits until the server has answered or cut the line. */
    async fire() {
      const before = waits.length
      due?.()
      const over = () => waits.length > before || shelf.length === 0
      while (!over()) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

function memoryShelf(): Shelf {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
  }
}

interface Body {
  lessonId: string
  assetId?: string
  player: string
  reports: KeptReport[]
}

class FakeServer {
  readonly bodies: Body[] = []
  refusals: { status: number; headers?: Record<string, string>; body?: string }[] = []
  /** So many requests are read and then cut without an answer. */
  cut = 0
  durable = (body: Body) => body.reports.at(-1)!.seq
  #held: Promise<void> | undefined
  #waiting: (() => void)[] = []

  private constructor(readonly server: Server) {
    server.on('request', (request, response) => void this.#take(request, response))
  }

  static async open(): Promise<FakeServer> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new FakeServer(server)
  }

  get url(): string {
    const address = this.server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/watch`
  }

  /** Holds the next answer back. */
  hold(): () => void {
    let release = () => {}
    this.#held = new Promise((resolve) => {
      release = resolve
    })
    return () => release()
  }

  async asked(times: number): Promise<void> {
    while (this.bodies.length < times) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body: Body = JSON.parse(Buffer.concat(chunks).toString())
    this.bodies.push(body)
    for (const heard of this.#waiting.splice(0)) heard()
    const held = this.#held
    this.#held = undefined
    await held
    if (this.cut > 0) {
      this.cut--
      return void request.socket.destroy()
    }
    const refusal = this.refusals.shift()
    if (refusal) return void response.writeHead(refusal.status, refusal.headers).end(refusal.body)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ durable: this.durable(body) }))
  }
}
