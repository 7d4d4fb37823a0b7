import { Agent, request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { isCode } from '#lib/errno.ts'
import { heartbeatMarks } from '#tenants/learning/schema.ts'
import { aClass, beatBody, type Class, type Seat } from '#tests/setup/a-class.ts'
import { openSchools } from '#tests/setup/kit.ts'
import { TestServer, until } from '#tests/setup/server.ts'

const STUDENTS = 12
const ROUNDS = process.env.LECTERN_FULL ? 8 : 3

let server: TestServer
let weld: Class
beforeAll(async () => {
  server = await TestServer.start()
  const schools = openSchools(server.dataDir, server.port)
  weld = await aClass(schools, 'weld', STUDENTS)
  schools.close()
})
afterAll(() => server.remove())

interface Tally {
  answers: number
  /** The last report of each player that the server has taken. */
  readonly taken: Map<string, number>
  readonly wrong: string[]
}

/** A browser: asks again as soon as it is answered, on a connection it keeps or on a new one each time, until nobody listens. */
async function browse(student: Seat, player: string, keepAlive: boolean, tally: Tally): Promise<void> {
  const agent = new Agent({ keepAlive, maxSockets: 1 })
  const ask = (path: string, body?: string) => statusOf(agent, student, path, body)
  try {
    for (let seq = 1; ; seq++) {
      // Not the pages of a course: those write down by themselves what was watched.
      const page = await ask(seq % 3 ? urls.school.home() : urls.school.redeem())
      const beat = await ask(urls.school.heartbeats(), beatBody(weld.lesson, player, seq))
      if (page !== 200 || beat !== 200) throw new Error(`answered ${page} and ${beat}`)
      tally.taken.set(player, seq)
      tally.answers += 2
    }
  } catch (error) {
    const isOver = isCode(error, 'ECONNREFUSED')
    if (!isOver) tally.wrong.push(`${player}: ${String(error)}`)
  } finally {
    agent.destroy()
  }
}

/** The status of a whole answer; rejects when the connection ends before. */
function statusOf(agent: Agent, student: Seat, path: string, body?: string): Promise<number> {
  const host = server.host('weld')
  const json = { 'Content-Type': 'application/json', Origin: server.origin(host), 'Content-Length': String(body?.length) }
  const headers = { Host: host, Cookie: student.cookie, Accept: 'text/html', ...(body ? json : {}) }
  return new Promise((resolve, reject) => {
    const asked = { host: '127.0.0.1', port: server.port, path, method: body ? 'POST' : 'GET', headers, agent }
    const outgoing = request(asked, (incoming) => {
      incoming.on('error', reject)
      incoming.on('end', () => resolve(incoming.statusCode ?? 0))
      incoming.resume()
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test('told to stop under load, the server answers whoever it let in, and keeps what it has taken of what was watched', {
  timeout: 400_000,
}, async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    if (round > 1) await server.boot()
    const tally: Tally = { answers: 0, taken: new Map(), wrong: [] }
    const browsing = weld.students.map((student, n) => browse(student, `player-${round}-${n}`, n % 2 === 0, tally))
    await until('everybody watches', () => tally.taken.size === STUDENTS)
    const before = tally.answers
    expect(await server.end('SIGTERM')).toBe(0)
    await Promise.all(browsing)
    expect(tally.wrong, `round ${round}`).toEqual([])
    expect(tally.answers, 'answers after the signal').toBeGreaterThan(before)

    const schools = openSchools(server.dataDir, server.port)
    const marks = schools.openById(weld.tenant.id).read((db) => db.select().from(heartbeatMarks).all())
    schools.close()
    const kept = new Map(marks.map((mark) => [mark.player, mark.seq]))
    for (const [player, seq] of tally.taken) expect(kept.get(player), `${player} in round ${round}`).toBeGreaterThanOrEqual(seq)
  }
})
