import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { urls } from '#app/urls.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { changeProtection } from '#tenants/protection/protection.ts'
import { aFinishedFilm, aStudent } from '#tests/setup/film.ts'
import { aPublishedCourse, aSchool } from '#tests/setup/kit.ts'
import type { ChildServer } from './child-server.ts'
import { startReference } from './reference.ts'
import { BenchFailed, type Finding, rounded, say } from './report.ts'
import { inTurn, median } from './rounds.ts'
import { type Shipped, startShipped } from './shipped-server.ts'
import { needWrk, wrk } from './wrk.ts'

// Short and many: what else the machine does changes within seconds.
const ROUNDS = 9
const SECONDS = 2
/** Of six seconds on the lowest rung, where there is the least to stream for each question, and on the highest. Bytes. */
const SIZES = { '360p': 696_000, '1080p': 3_846_000 } as const
type Rung = keyof typeof SIZES
const segmentOf = (rung: Rung) => `${rung}/00000.ts`

/**
 * `/media/` from disk, each request with its link, its session, the right to the lesson and the places of a student, ÷ a bare `node:http`
 * server that streams the same files to whoever asks. Segments of the lowest rung a second at fifty connections.
 */
export async function segments(): Promise<Finding> {
  await needWrk()
  const shipped = await startShipped()
  const folder = await mkdtemp(join(tmpdir(), 'lectern-segments-'))
  let reference: ChildServer | undefined
  try {
    const { cookie, pathOf } = await furnish(shipped, folder)
    const started = await startReference('segments-reference', { folder })
    reference = started
    const headers = { Host: shipped.host('bench'), Cookie: cookie }
    const measured: Partial<Record<Rung, { ratios: number[]; ours: number; theirs: number }>> = {}
    for (const rung of ['360p', '1080p'] as const) {
      const path = pathOf(rung)
      const [ours, theirs] = [await shipped.server.page(path, headers), await started.page(path, headers)]
      if (!ours.body.equals(theirs.body) || ours.body.length !== SIZES[rung])
        throw new BenchFailed('the two do not answer the same segment')
      const load = (server: ChildServer) => wrk({ server, path, seconds: SECONDS, headers })
      await load(shipped.server)
      const rounds = await inTurn(
        rung === '360p' ? ROUNDS : 3,
        () => load(shipped.server),
        () => load(started),
      )
      measured[rung] = {
        ratios: rounds.map((round) => round.ours.perSecond / round.reference.perSecond),
        ours: median(rounds.map((round) => round.ours.perSecond)),
        theirs: median(rounds.map((round) => round.reference.perSecond)),
      }
    }
    const low = measured['360p'] ?? { ratios: [], ours: 0, theirs: 0 }
    say(`segments: ${low.ratios.map((ratio) => ratio.toFixed(3)).join(' ')}`)
    return {
      bench: 'segments',
      figure: rounded(median(low.ratios)),
      better: 'higher',
      bar: 0.5,
      per_second: Math.round(low.ours),
      reference_per_second: Math.round(low.theirs),
      highest_rung: rounded(median(measured['1080p']?.ratios ?? [])),
      segment_bytes: SIZES['360p'],
      ratios: low.ratios.map((ratio) => rounded(ratio)),
    }
  } finally {
    await reference?.stop()
    await shipped.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function furnish({ schools }: Shipped, folder: string): Promise<{ cookie: string; pathOf: (rung: Rung) => string }> {
  const { tenant, owner } = await aSchool(schools, 'bench')
  const film = await aFinishedFilm(tenant)
  for (const rung of Object.keys(SIZES) as Rung[]) {
    const bytes = randomBytes(SIZES[rung])
    await tenant.files.put(`assets/${film}/1/${segmentOf(rung)}`, bytes)
    await mkdir(join(folder, rung))
    await writeFile(join(folder, segmentOf(rung)), bytes)
  }
  const { course, lessons } = await aPublishedCourse(tenant, owner.id, { assetId: film })
  const student = await aStudent(tenant, 'bench', course)
  await changeProtection(tenant, owner.id, { watermark: 'name', streams: 2, countryRule: 'all', countries: [], encrypts: true }, false)
  const token = mediaToken(tenant, { a: film, o: '1', l: lessons[1]?.id ?? '', c: course.slug, s: student.id, as: 'student' })
  return { cookie: student.cookie, pathOf: (rung) => urls.school.media(token, segmentOf(rung)) }
}
