import { aPublishedCourse, aSchool } from '#tests/setup/kit.ts'
import type { Answer, ChildServer } from './child-server.ts'
import { startReference } from './reference.ts'
import { BenchFailed, type Finding, rounded, say } from './report.ts'
import { inTurn, median } from './rounds.ts'
import { type Shipped, startShipped } from './shipped-server.ts'
import { type Measured, needWrk, wrk } from './wrk.ts'

// Short and many: what else the machine does changes within seconds.
const ROUNDS = 9
const SECONDS = 2
const COURSES = ['Dyeing with madder', 'Weld and indigo', 'Warp and weft', 'Spinning by hand', 'Felt', 'A garden of colour']

/**
 * A school's published home ÷ a bare `node:http` server in its own process that writes the same bytes under the same headers,
 * requests a second at fifty connections.
 */
export async function page(): Promise<Finding> {
  await needWrk()
  const shipped = await startShipped()
  let reference: ChildServer | undefined
  try {
    await furnish(shipped)
    const headers = { Host: shipped.host('bench'), 'Accept-Encoding': 'br' }
    const answer = await shipped.server.page('/', headers)
    if (answer.headers['content-encoding'] !== 'br') throw new BenchFailed('the home was not answered in brotli')
    const started = await startReference('page-reference', { headers: ownHeaders(answer), body: answer.body.toString('base64') })
    reference = started
    const copy = await started.page('/', headers)
    if (!copy.body.equals(answer.body) || ownHeaders(copy).join('\n') !== ownHeaders(answer).join('\n'))
      throw new BenchFailed('the reference does not answer the same bytes')

    const load = (server: ChildServer, seconds = SECONDS): Promise<Measured> => wrk({ server, path: '/', seconds, headers })
    await load(shipped.server, 3)
    await load(started, 2)
    const rounds = await inTurn(
      ROUNDS,
      () => load(shipped.server),
      () => load(started),
    )
    const after = await shipped.server.page('/', headers)
    if (!after.body.equals(answer.body)) throw new BenchFailed('the home was another one after the load')
    const ratios = rounds.map((round) => round.ours.perSecond / round.reference.perSecond)
    say(`page: ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')}`)
    return {
      bench: 'page',
      figure: rounded(median(ratios)),
      better: 'higher',
      bar: 0.5,
      per_second: Math.round(median(rounds.map((round) => round.ours.perSecond))),
      reference_per_second: Math.round(median(rounds.map((round) => round.reference.perSecond))),
      p95_ms: rounded(median(rounds.map((round) => round.ours.p95)), 2),
      reference_p95_ms: rounded(median(rounds.map((round) => round.reference.p95)), 2),
      cpu_ratio: rounded(median(rounds.map((round) => round.reference.cpuMs / round.ours.cpuMs))),
      cpu_ms: rounded(median(rounds.map((round) => round.ours.cpuMs)), 4),
      reference_cpu_ms: rounded(median(rounds.map((round) => round.reference.cpuMs)), 4),
      body_bytes: answer.body.length,
      ratios: ratios.map((ratio) => rounded(ratio)),
    }
  } finally {
    await reference?.stop()
    await shipped.stop()
  }
}

async function furnish({ schools }: Shipped): Promise<void> {
  const { tenant, owner } = await aSchool(schools, 'bench')
  for (const title of COURSES) await aPublishedCourse(tenant, owner.id, { title })
}

/** Without what Node's own server adds to each answer by itself. */
function ownHeaders({ rawHeaders }: Answer): string[] {
  const own: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2)
    // Each answer has an id of its own; any will do for as many bytes.
    if (!/^(date|connection|keep-alive)$/i.test(name)) own.push(name, /^x-request-id$/i.test(name) ? value.replace(/./g, 'x') : value)
  }
  return own
}
