import { Failure } from '#lib/failure.ts'
import { Heartbeat, type Heartbeats } from '#tenants/learning/heartbeats.ts'
import { SignInNeeded } from '#tenants/people/failures.ts'
import { studentBySession } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { readJson } from './guards.ts'

class HeartbeatRefused extends Failure {
  constructor() {
    super('server.malformed_request', 400)
  }
}

/** `POST /learn/heartbeats`: what a player has played. Answers the last report that is durable; the player keeps what is above. */
export async function takeHeartbeat({ req, res, schools }: Exchange, tenant: Tenant, heartbeats: Heartbeats): Promise<void> {
  const beat = Heartbeat.safeParse(await readJson(req))
  if (!beat.success) throw new HeartbeatRefused()
  const cookie = requestCookie(req, cookieName('student', schools.env.scheme === 'https'))
  const who = cookie && tenant.read((db) => studentBySession(db, cookie))
  if (!who) throw new SignInNeeded()
  const durable = heartbeats.take(tenant, who.student.id, beat.data)
  res.setHeader('Content-Type', 'application/json')
  res.setHeader('Cache-Control', 'no-store')
  res.end(JSON.stringify({ durable }))
}
