import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Cluster } from '#tenants/database/cluster.ts'
import { OnPrimary } from '#tenants/database/failures.ts'
import type { Schools } from '#tenants/schools.ts'
import { cookieName, requestCookie, setCookie } from './cookies.ts'
import { isUnsafe } from './guards.ts'

// Which machine of a cluster answers a request. Writes are the primary's alone; a read is any machine's that has what its visitor wrote.
// The proxy in front sends a request on to where the header of its answer says: https://fly.io/docs/networking/dynamic-request-routing/

/** GETs that write: who comes back from a provider of sign-in, on the platform's host and on a school's. */
const WRITING_READS = /^\/oauth\/([^/]+\/back|enter\/[^/]+)(\.data)?$/

/** A visitor waits this long for a machine to catch up; it is behind by milliseconds, or something is wrong with it. */
const CATCH_UP_MS = 500
/** Afterwards a machine that is well has it: replication takes milliseconds. */
const REMEMBERED_MS = 10 * 60_000
/** Staff have several schools on one host. */
const MOST_REMEMBERED = 8

/**
 * Whether this machine shall answer, after waiting for what the visitor has written or seen written.
 * @throws OnPrimary
 */
export async function checkMachine(req: IncomingMessage, path: string, schools: Schools): Promise<void> {
  const { cluster, registry } = schools
  if (cluster.role.is === 'primary') return
  if (isUnsafe(req) || WRITING_READS.test(decodeURIComponent(path)) || registry.isBehind) throw new OnPrimary()
  const seen = seenBy(req, schools)
  if (seen.size === 0) return
  // Made a moment ago, or made up: nothing here is worth waiting for.
  for (const file of seen.keys()) if (cluster.position(file) === undefined) throw new OnPrimary()
  const reached = await Promise.all([...seen].map(([file, position]) => cluster.reached(file, position, CATCH_UP_MS)))
  if (reached.includes(false)) throw new OnPrimary()
  // Commits may be on disk and not yet heard of.
  for (const file of seen.keys()) cluster.changed(file)
}

/** Names the machine that can write in the answer's headers. Answers false where none is known, and the visitor is to come back. */
export function sendToPrimary(req: IncomingMessage, res: ServerResponse, { role }: Cluster): boolean {
  // Of a request that was sent here already: the machine that sent it, or this one, is about to hear of another primary.
  if (role.is !== 'replica' || req.headers['fly-replay-src'] !== undefined) return false
  res.setHeader('fly-replay', `instance=${role.primary}`)
  return true
}

/** Lets the visitor carry how far the files are that were written for this answer. Called before its headers leave. */
export function tellSeen(req: IncomingMessage, res: ServerResponse, schools: Schools, written: ReadonlySet<string>): void {
  if (written.size === 0) return
  const seen = seenBy(req, schools)
  for (const file of written) {
    const position = schools.cluster.position(file)
    // The newest last: the oldest are forgotten first.
    seen.delete(file)
    if (position !== undefined) seen.set(file, position)
  }
  const kept = [...seen].slice(-MOST_REMEMBERED)
  const value = kept.map(([file, position]) => `${file.replace(/\.db$/, '')}:${position}`).join('.')
  const secure = schools.env.scheme === 'https'
  res.appendHeader('Set-Cookie', setCookie(cookieName('seen', secure), value, secure, REMEMBERED_MS))
}

const ENTRY = /^([a-z0-9]{4,40}):([0-9a-f]{16})$/

/** What a visitor has seen, as far as their cookie can be believed: a false one costs them a wait, and then the primary answers. */
function seenBy(req: IncomingMessage, { env }: Schools): Map<string, string> {
  const cookie = requestCookie(req, cookieName('seen', env.scheme === 'https'))
  const seen = new Map<string, string>()
  for (const entry of cookie?.split('.', MOST_REMEMBERED) ?? []) {
    const [, name, position] = ENTRY.exec(entry) ?? []
    if (name && position) seen.set(`${name}.db`, position)
  }
  return seen
}
