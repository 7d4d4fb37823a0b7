import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { cookieName } from '#app/server/cookies.ts'
import { urls } from '#app/urls.ts'
import { Rendition } from '#tenants/media/jobs.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { type Asset, assets } from '#tenants/media/schema.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { DEVICE, PASSWORD } from '#tests/setup/kit.ts'
import { until } from '#tests/setup/server.ts'
import { type Ladder, typedByHand } from './encode-reference.ts'
import { benchFilm, FILM_SECONDS } from './film.ts'
import { uploadFilm } from './film-upload.ts'
import { cpuSeconds } from './process-facts.ts'
import { BenchFailed, type Finding, rounded, say } from './report.ts'
import { inTurn, median } from './rounds.ts'
import { type Shipped, startShipped } from './shipped-server.ts'

const PAIRS = Number(process.env.BENCH_PAIRS ?? 5)
const PATIENCE_MS = 20 * 60_000

export interface Ours extends Ladder {
  /** Until it played for the first time, while the rest was still being made: as `playable`. */
  readonly early: number
  /** Until the film plays: its master playlist and the first segment of each rung came by signed link. */
  readonly playable: number
  /** Until the last segment was published and the asset was ready. */
  readonly ready: number
}

/**
 * From the answer to an upload's last request (its job is in the school's file by then) to the film standing ready to be watched, ÷ one ffmpeg
 * command that makes the same ladder on disk. What ours does beyond the encode (noticing the job, probing, publishing each
 * segment durably, settling, answering) is all in the figure.
 */
export async function encode(): Promise<Finding> {
  const pairs = await encodePairs('encode')
  const ratios = wholeRatios(pairs)
  const middle = (of: (pair: EncodePair) => number) => rounded(median(pairs.map(of)), 2)
  return {
    bench: 'encode',
    figure: rounded(median(ratios)),
    better: 'lower',
    bar: 1.1,
    film_seconds: FILM_SECONDS,
    seconds: middle(({ ours }) => ours.seconds),
    early_seconds: middle(({ ours }) => ours.early),
    playable_seconds: middle(({ ours }) => ours.playable),
    ready_seconds: middle(({ ours }) => ours.ready),
    reference_seconds: middle(({ reference }) => reference.seconds),
    cpu_seconds: middle(({ ours }) => ours.cpuSeconds),
    reference_cpu_seconds: middle(({ reference }) => reference.cpuSeconds),
    cpu_ratio: rounded(median(pairs.map(({ ours, reference }) => ours.cpuSeconds / reference.cpuSeconds))),
    ratios: ratios.map((ratio) => rounded(ratio)),
  }
}

export interface EncodePair {
  readonly ours: Ours
  readonly reference: Ladder
}

/** How long ours took, as a ratio to the reference beside it. */
export const wholeRatios = (pairs: readonly EncodePair[]): number[] => pairs.map(({ ours, reference }) => ours.seconds / reference.seconds)

export async function encodePairs(bench: string): Promise<EncodePair[]> {
  const film = await benchFilm()
  const shipped = await startShipped()
  const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-ladder-'))
  try {
    const school = await aSchoolWithStaff(shipped)
    const pairs = await inTurn(
      PAIRS,
      async (round) => told(bench, round, 'ours', await encoded(shipped, school, film)),
      async (round) => {
        const ladder = await typedByHand(film, join(folder, String(round)))
        await rm(join(folder, String(round)), { recursive: true })
        return told(bench, round, 'reference', ladder)
      },
    )
    for (const { ours, reference } of pairs) refuseUnlike(ours, reference)
    return pairs
  } finally {
    await rm(folder, { recursive: true, force: true })
    await shipped.stop()
  }
}

function told<T extends Ladder>(bench: string, round: number, who: string, ladder: T): T {
  say(`${bench}: pair ${round + 1}, ${who}: ${ladder.seconds.toFixed(1)} s, CPU ${ladder.cpuSeconds.toFixed(1)} s`)
  return ladder
}

interface SchoolWithStaff {
  readonly tenant: Tenant
  readonly person: string
  readonly cookie: string
}

async function aSchoolWithStaff({ schools }: Shipped): Promise<SchoolWithStaff> {
  const owner = { email: 'owner@school.test', name: 'Olive Owner', password: PASSWORD }
  const { person, token } = await registerPerson(schools.registry, owner, DEVICE)
  const tenant = await createSchool(schools, { name: 'Bench', slug: 'bench', owner: person })
  return { tenant, person: person.id, cookie: `${cookieName('staff', false)}=${token}` }
}

/** One film through the shipped server. Its CPU is the server's own and that of the perform process and its ffmpegs. */
async function encoded({ server }: Shipped, { tenant, person, cookie }: SchoolWithStaff, film: string): Promise<Ours> {
  const id = await uploadFilm({ server, slug: tenant.slug, cookie }, film)
  const cpuBefore = cpuSeconds(server.pid)
  const begun = performance.now()
  const since = () => (performance.now() - begun) / 1000

  const plays = async (attempt: string) => {
    const token = mediaToken(tenant, { a: id, o: attempt, l: '', c: '', s: person, as: 'staff' })
    const fetched = async (object: string) => {
      const headers = { Host: `localhost:${server.port}`, Cookie: cookie }
      return (await server.page(urls.dashboard.media(tenant.id, token, object), headers)).body.toString('latin1')
    }
    const playlists = (await fetched('master.m3u8')).split('\n').filter((line) => line && !line.startsWith('#'))
    for (const playlist of playlists) {
      const first = (await fetched(playlist)).split('\n').find((line) => line && !line.startsWith('#'))
      await fetched(playlist.replace(/[^/]*$/, first ?? 'none'))
    }
    return { at: since(), rungs: playlists.length }
  }

  const early = await plays(
    await until('the film plays', () => assetNow(tenant, id)?.earlyAttempt, PATIENCE_MS).then((attempt) => attempt ?? ''),
  )
  const asset = await until('the film is ready', () => readyOrRefused(tenant, id), PATIENCE_MS)
  const ready = since()
  const { at: playable, rungs: named } = await plays(asset.outputPrefix?.split('/').at(-2) ?? '')

  const cpuAfter = cpuSeconds(server.pid)
  const rungs: Record<string, { segments: number; bytes: number }> = {}
  for (const { name, segments, bytes } of z.array(Rendition).parse(asset.renditions)) rungs[name] = { segments, bytes }
  if (named !== Object.keys(rungs).length || early.rungs !== named)
    throw new BenchFailed(`the master playlists name ${early.rungs} and ${named} rungs`)
  const spent = cpuAfter.own + cpuAfter.children - cpuBefore.own - cpuBefore.children
  return { seconds: Math.max(playable, ready), early: early.at, playable, ready, cpuSeconds: spent, rungs }
}

const assetNow = (tenant: Tenant, id: string) => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get())

function readyOrRefused(tenant: Tenant, id: string): Asset | undefined {
  const asset = assetNow(tenant, id)
  if (asset?.state === 'failed') throw new BenchFailed(`the film could not be prepared: ${asset.failure}`)
  return asset?.state === 'ready' ? asset : undefined
}

/** Two ladders are compared only when they are the same ladder. */
function refuseUnlike(ours: Ladder, reference: Ladder): void {
  const names = new Set([...Object.keys(ours.rungs), ...Object.keys(reference.rungs)])
  for (const name of names) {
    const [a, b] = [ours.rungs[name], reference.rungs[name]]
    if (!a || !b || a.segments !== b.segments || Math.abs(a.bytes / b.bytes - 1) > 0.1) {
      throw new BenchFailed(`rung ${name} is not the same work: ours ${JSON.stringify(a)}, reference ${JSON.stringify(b)}`)
    }
  }
}
