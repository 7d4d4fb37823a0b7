import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setTimeout as moment } from 'node:timers/promises'
import { cookieName } from '#app/server/cookies.ts'
import { urls } from '#app/urls.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { heartbeatMarks, lessonProgress } from '#tenants/learning/schema.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { addStudent } from '#tenants/people/students.ts'
import { beatBody } from '#tests/setup/a-class.ts'
import { anOwner, aSchool, DEVICE } from '#tests/setup/kit.ts'
import { publishedCourse } from '#tests/setup/learn-course.ts'
import { BenchFailed, type Finding, rounded, say } from './report.ts'
import { type Shipped, startShipped } from './shipped-server.ts'

const SCHOOLS = 100
const VIEWERS = 50_000
const EVERY_MS = 15_000
const LASTS_MS = 60_000
const CONNECTIONS = 64
/** So many have to come to their second report, and only that says that the first is durable. */
const HEARD_AGAIN = 5_000
const LOOK_EVERY_MS = 250

interface Viewer {
  readonly schoolId: string
  readonly player: string
  readonly head: string
  readonly lesson: string
  seq: number
  /** What the server has said to be durable. */
  durable: number
}

/**
 * Fifty thousand viewers report every fifteen seconds, for a minute, over a hundred schools; then the server is killed while
 * they go on. The figure: reports it had said to be durable that are not in the files.
 */
export async function heartbeats(): Promise<Finding> {
  const shipped = await startShipped()
  try {
    const viewers = await seed(shipped)
    say(`heartbeats: ${VIEWERS} viewers in ${SCHOOLS} schools`)
    const load = await watch(shipped, viewers)
    const lost = lostOf(shipped, viewers)
    const acknowledged = viewers.reduce((sum, viewer) => sum + viewer.durable, 0)
    if (!acknowledged) throw new BenchFailed(`not one of ${load.latencies.length} reports was acknowledged, ${load.refused} were refused`)
    const latencies = load.latencies.sort((a, b) => a - b)
    const at = (share: number) => rounded(latencies[Math.floor(latencies.length * share)] ?? Number.NaN, 1)
    return {
      bench: 'heartbeats',
      figure: lost,
      better: 'lower',
      bar: 0,
      acknowledged,
      offered_per_s: rounded((VIEWERS * 1000) / EVERY_MS, 0),
      taken_per_s: rounded((latencies.length * 1000) / load.tookMs, 0),
      transactions_per_s: rounded((load.transactions * 1000) / load.tookMs, 1),
      p50_ms: at(0.5),
      p99_ms: at(0.99),
      late: load.late,
      misses: load.refused ? [`${load.refused} reports were refused`] : [],
    }
  } finally {
    await shipped.stop()
  }
}

async function seed({ schools, host }: Shipped): Promise<Viewer[]> {
  const viewers: Viewer[] = []
  for (let n = 0; n < SCHOOLS; n++) {
    const slug = `school-${n}`
    const { tenant, owner } = await aSchool(schools, slug, await anOwner(schools, `owner-${Math.floor(n / 20)}@school.test`))
    const course = await publishedCourse(tenant, 1)
    const now = Date.now()
    const tokens = await tenant.transact((tx) =>
      Array.from({ length: VIEWERS / SCHOOLS }, (_, of) => {
        const student = addStudent(tx, { email: `${of}@student.test`, name: 'Ines', passwordHash: 'none' }, now)
        grant(tx, student.id, course.id, { source: 'staff', actor: owner.id }, now)
        return startSession(tx, studentSessions, student.id, DEVICE, now)
      }),
    )
    for (const [of, token] of tokens.entries()) {
      const head =
        `POST ${urls.school.heartbeats()} HTTP/1.1\r\nHost: ${host(slug)}\r\nOrigin: http://${host(slug)}\r\n` +
        `Cookie: ${cookieName('student', false)}=${token}\r\nContent-Type: application/json\r\nContent-Length: `
      viewers.push({ schoolId: tenant.id, player: `player-${n}-${of}`, head, lesson: course.lessons[0] ?? '', seq: 0, durable: 0 })
    }
    schools.pool.evict(tenant.id)
  }
  // A popular hour is not one school after the other.
  return viewers.map((_, at) => viewers[(at * 7_919) % VIEWERS]).filter((viewer) => viewer !== undefined)
}

interface Watched {
  /** Milliseconds from the moment a report was due until its answer. */
  readonly latencies: number[]
  tookMs: number
  refused: number
  /** Reports that were due and not sent when the minute was over. */
  late: number
  /** Seen from outside: how often a school's file had been written to when it was looked at. */
  transactions: number
}

async function watch(shipped: Shipped, viewers: readonly Viewer[]): Promise<Watched> {
  const begun = performance.now()
  const due = (turn: number) => begun + (turn / viewers.length) * EVERY_MS
  const isOver = () => performance.now() - begun > LASTS_MS && turn > viewers.length + HEARD_AGAIN
  const result: Watched = { latencies: [], tookMs: 0, refused: 0, late: 0, transactions: 0 }
  let turn = 0
  let isKilled = false
  const line = async () => {
    const ask = await openLine(shipped.server.port)
    for (;;) {
      const mine = turn++
      const viewer = viewers[mine % viewers.length]
      const early = due(mine) - performance.now()
      if (early > 1) await moment(early)
      if (!viewer) return
      const answer = await send(ask, viewer)
      if (isKilled) return
      if (answer === 'refused') result.refused++
      else if (answer === 'cut off') throw new BenchFailed('the server hung up before it was killed')
      else viewer.durable = Math.max(viewer.durable, answer)
      result.latencies.push(performance.now() - due(mine))
    }
  }
  const lines = Promise.all(Array.from({ length: CONNECTIONS }, line))
  const written = commits(shipped, viewers)
  while (!isOver()) {
    await Promise.race([moment(LOOK_EVERY_MS), lines])
    result.transactions += written()
  }
  result.tookMs = performance.now() - begun
  result.late = Math.max(0, Math.round((result.tookMs / EVERY_MS) * viewers.length) - result.latencies.length)
  isKilled = true
  await shipped.crash()
  await lines
  return result
}

/** Answers in how many schools' files somebody else has committed since it was last asked. */
function commits({ schools }: Shipped, viewers: readonly Viewer[]): () => number {
  const files = [...new Set(viewers.map((viewer) => viewer.schoolId))].map((id) => schools.pool.connection(id).$client)
  const versions = () => files.map((file) => file.pragma('data_version', { simple: true }))
  let before = versions()
  return () => {
    const now = versions()
    const changed = now.filter((version, at) => version !== before[at]).length
    before = now
    return changed
  }
}

function send(ask: Ask, viewer: Viewer): Promise<Answer> {
  viewer.seq++
  const body = beatBody(viewer.lesson, viewer.player, viewer.seq)
  return ask(`${viewer.head}${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

/** `durable`. */
type Answer = number | 'refused' | 'cut off'
type Ask = (request: string) => Promise<Answer>

/** A connection that is asked one thing after the other; plain, so that the sender takes little of the machine. */
function openLine(port: number): Promise<Ask> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    let answer: (said: Answer) => void = () => undefined
    let isOpen = false
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('close', () => {
      isOpen = false
      answer('cut off')
    })
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      const whole = /^HTTP\/1\.1 (\d{3})[\s\S]*\r\n\r\n[\s\S]*\}/.exec(heard)
      if (!whole) return
      const durable = /"durable":(\d+)/.exec(heard)?.[1]
      heard = ''
      answer(whole[1] === '200' && durable !== undefined ? Number(durable) : 'refused')
    })
    socket.on('connect', () => {
      isOpen = true
      resolve((request) => {
        if (!isOpen) return Promise.resolve('cut off')
        socket.write(request)
        return new Promise((told) => {
          answer = told
        })
      })
    })
  })
}

/** Of each player: what was said to be durable and is not in the file, as a mark and as seconds of the film. */
function lostOf({ schools }: Shipped, viewers: readonly Viewer[]): number {
  let lost = 0
  for (const schoolId of new Set(viewers.map((viewer) => viewer.schoolId))) {
    const tenant = schools.openById(schoolId)
    const { marks, seconds } = tenant.read((db) => ({
      marks: new Map(
        db
          .select()
          .from(heartbeatMarks)
          .all()
          .map((mark) => [mark.player, mark]),
      ),
      seconds: new Map(
        db
          .select()
          .from(lessonProgress)
          .all()
          .map((row) => [row.studentId, row.position]),
      ),
    }))
    for (const viewer of viewers.filter((one) => one.schoolId === schoolId && one.durable > 0)) {
      const mark = marks.get(viewer.player)
      const kept = Math.min(mark?.seq ?? 0, seconds.get(mark?.studentId ?? '') ?? 0)
      lost += Math.max(0, viewer.durable - kept)
    }
  }
  return lost
}
