import { createHash } from 'node:crypto'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import { runningAttempts } from '#tenants/jobs/lifecycle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from './asset.ts'
import type { Granted, WantedObject } from './attempt-objects.ts'
import { attemptPrefix } from './attempt-prefix.ts'
import type { ObjectSink, ObjectSource } from './jobs.ts'

// The broker: an attempt that has no files here reads its source and leaves its objects through links, which it gets for a token of its own.

/** Longer than any attempt takes; what ends a token is that its attempt ends. */
const TOKEN_LIFE_MS = 24 * 3_600_000
/** A link is used at once, or bought anew: who reads the source goes on by a new one when the line is cut. */
const LINK_LIFE_MS = 15 * 60_000
/** To write by: only its beginning has to come in time, and after its attempt nobody shall begin. */
const PUT_LIFE_MS = 2 * 60_000

const Token = z.object({
  /** Asset. */
  a: z.string(),
  /** The attempt's name. */
  n: z.string(),
  /** Expiry, milliseconds. */
  e: z.number(),
})

/** What the holder of a token may touch. */
export interface AttemptGrant {
  readonly sourceKey: string
  /** Ends in `/`. */
  readonly prefix: string
}

export class GrantRefused extends Failure {
  constructor() {
    super('server.link_refused', 403)
  }
}

/** The attempt is not current any more: whatever it still does is for nobody. */
export class AttemptOver extends Failure {
  constructor() {
    super('media.attempt_over', 410)
  }
}

export class ObjectRefused extends Failure {
  constructor(why: 'size' | 'checksum') {
    super(`media.part_${why}`, 400)
  }
}

/** Where one attempt reads and writes: files of this machine, or the broker where whoever performs it has none. */
export function attemptPlaces(
  tenant: Tenant,
  assetId: string,
  attempt: string,
  sourceKey: string,
  now = Date.now(),
): { source: ObjectSource; sink: ObjectSink } {
  const { brokerOrigin, files } = tenant
  if (!brokerOrigin) return { source: files.source(sourceKey), sink: files.sink(attemptPrefix(assetId, attempt)) }
  const token = tenant.seal('broker', { a: assetId, n: attempt, e: now + TOKEN_LIFE_MS })
  const url = `${brokerOrigin}/broker/${tenant.id}/${token}`
  return { source: { kind: 'url', url: `${url}/source` }, sink: { kind: 'broker', url: `${url}/objects` } }
}

/**
 * Asked anew for every request: a token is worth nothing once its attempt is lost, cancelled or over.
 * @throws GrantRefused, AttemptOver
 */
export function readGrant(tenant: Tenant, token: string, now = Date.now()): AttemptGrant {
  const said = Token.safeParse(tenant.unseal('broker', token)).data
  if (!said || said.e <= now) throw new GrantRefused()
  return tenant.read((db) => {
    const sourceKey = assetById(db, said.a)?.sourceKey
    if (!sourceKey || !runningAttempts(db, said.a).includes(said.n)) throw new AttemptOver()
    return { sourceKey, prefix: attemptPrefix(said.a, said.n) }
  })
}

/** A link to read the source by, or undefined where the app itself answers with the bytes. */
export const sourceLink = (tenant: Tenant, { sourceKey }: AttemptGrant): Promise<string | undefined> =>
  tenant.files.getUrl(sourceKey, LINK_LIFE_MS)

/** Links to leave objects by. `own` is the address of this app below which it takes those that storage cannot take itself. */
export async function grantObjects(tenant: Tenant, grant: AttemptGrant, wanted: readonly WantedObject[], own: string): Promise<Granted> {
  const objects = await Promise.all(
    wanted.map(async ({ name, size, sha256 }) => {
      const put = await tenant.files.putUrl(grant.prefix + name, { size, sha256 }, PUT_LIFE_MS)
      return put ?? { url: `${own}/${name}`, headers: { 'x-amz-checksum-sha256': sha256 } }
    }),
  )
  return { objects }
}

/** Takes an object for storage that cannot be written from outside. Readers see all of it or nothing. @throws ObjectRefused, AttemptOver */
export async function takeObject(tenant: Tenant, token: string, { name, size, sha256 }: WantedObject, body: Readable): Promise<void> {
  const grant = readGrant(tenant, token)
  // Asked again when all of it is there: a body that was sent slowly must not replace what is published meanwhile.
  const whole = checked(size, sha256, () => void readGrant(tenant, token))
  await Promise.all([tenant.files.put(grant.prefix + name, whole), pipeline(body, whole)])
}

/** Passes a body through and breaks at its end when it is not what was announced. */
function checked(size: number, sha256: string, mayStill: () => void): Transform {
  const hash = createHash('sha256')
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length
      hash.update(chunk)
      done(seen > size ? new ObjectRefused('size') : null, chunk)
    },
    flush(done) {
      if (seen !== size) return done(new ObjectRefused('size'))
      if (hash.digest('base64') !== sha256) return done(new ObjectRefused('checksum'))
      try {
        mayStill()
        done()
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
  })
}
