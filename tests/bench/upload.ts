import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { cookieName } from '#app/server/cookies.ts'
import { abandonUpload, beginUpload, PART_BYTES, signParts } from '#tenants/media/upload.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { sessions } from '#tenants/registry/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aSchool, DEVICE } from '#tests/setup/kit.ts'
import type { ChildServer } from './child-server.ts'
import { residentMb } from './process-facts.ts'
import { startReference } from './reference.ts'
import { BenchFailed, type Finding, rounded, say } from './report.ts'
import { inTurn, median } from './rounds.ts'
import { startShipped } from './shipped-server.ts'

const PARTS = 128
const ROUNDS = 5
/** Parts on their way at the same time. */
const AT_ONCE = 3

/**
 * A gigabyte in signed parts through disk storage, each checked against its SHA-256 and synced, ÷ a bare server that streams
 * the same parts into files.
 */
export async function upload(): Promise<Finding> {
  const shipped = await startShipped()
  const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-upload-'))
  let reference: ChildServer | undefined
  try {
    const { tenant, owner } = await aSchool(shipped.schools, 'bench')
    const token = await shipped.schools.registry.transact((tx) => startSession(tx, sessions, owner.id, DEVICE))
    const { server } = shipped
    const headers = {
      Host: `localhost:${server.port}`,
      Origin: `http://localhost:${server.port}`,
      Cookie: `${cookieName('staff', false)}=${token}`,
    }
    const part = randomBytes(PART_BYTES)
    const started = await startReference('upload-reference', { folder })
    reference = started
    const put = async (to: ChildServer, path: string) => {
      const { status, body } = await to.ask(path, { method: 'PUT', headers, body: part })
      if (status !== 204) throw new BenchFailed(`a part was answered ${status}: ${body}`)
    }
    const ours = async () => {
      const { uploadId, urls } = await anUpload(tenant, owner.id, part)
      const seconds = await timed(urls, (url) => put(server, url))
      await abandonUpload(tenant, owner.id, uploadId)
      return seconds
    }
    const names = Array.from({ length: PARTS }, (_, n) => `/part${n}`)
    const bare = async () => {
      const seconds = await timed(names, (name) => put(started, name))
      // As ours are: else our half would wait for what the reference left to be written, and its next for these to be emptied.
      for (const name of names) await rm(join(folder, name))
      return seconds
    }
    const pairs = await inTurn(ROUNDS, ours, bare)
    const ratios = pairs.map((pair) => pair.reference / pair.ours)
    say(`upload: ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')}`)
    const mbPerSecond = (seconds: number) => Math.round((PARTS * PART_BYTES) / 1e6 / seconds)
    return {
      bench: 'upload',
      figure: rounded(median(ratios)),
      better: 'higher',
      bar: 0.6,
      mb_per_s: mbPerSecond(median(pairs.map((pair) => pair.ours))),
      reference_mb_per_s: mbPerSecond(median(pairs.map((pair) => pair.reference))),
      rss_mb: residentMb(server.pid),
      bytes: PARTS * PART_BYTES,
      ratios: ratios.map((ratio) => rounded(ratio)),
    }
  } finally {
    await reference?.stop()
    await shipped.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function anUpload(tenant: Tenant, actor: string, part: Buffer): Promise<{ uploadId: string; urls: string[] }> {
  const { uploadId } = await beginUpload(tenant, actor, { name: 'film.mp4', size: PARTS * part.length, kind: 'video' })
  const sha256 = createHash('sha256').update(part).digest('base64')
  const offers = Array.from({ length: PARTS }, (_, n) => ({ number: n + 1, size: part.length, sha256 }))
  const signed = await signParts(tenant, uploadId, offers, (sealed) => `/uploads/${tenant.id}/${sealed}`)
  return { uploadId, urls: signed.map(({ url }) => url) }
}

/** Seconds. */
async function timed(paths: readonly string[], send: (path: string) => Promise<void>): Promise<number> {
  const begun = performance.now()
  const left = [...paths]
  const line = async () => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) await send(path)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, line))
  return (performance.now() - begun) / 1000
}
