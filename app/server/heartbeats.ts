import { Failure } from '#lib/failure.ts'
import { Heartbeat, type Heartbeats } from '#tenants/learning/heartbeats.ts'
import { SignInNeeded } from '#tenants/people/failures.ts'
import { studentBySession } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { readJson } from './guards.ts'
import { Limit } from './limit.ts'
import { rotateOldSession } from './rotation.ts'

class HeartbeatRefused extends Failure {
  constructor() {
    super('server.malformed_request', 400)
  }
}

/** The player sends no more at once (app/ui/player/heartbeat-parcels.ts). Bytes. */
const MAX_BEAT = 32_000

/** Of one student: a player reports every ten seconds and when it pauses, and what was watched offline comes lesson by lesson. */
const beats = new Limit(300, 60)

/** `POST /learn/heartbeats`: what a player has played. Answers the last report that is durable; the player keeps what is above. */
export async function takeHeartbeat(exchange: Exchange, tenant: Tenant, heartbeats: Heartbeats): Promise<void> {
  const { req, res, schools } = exchange
  // Who asks is known before a byte is parsed: reading costs more than sending.
  const cookie = requestCookie(req, cookieName('student', schools.env.scheme === 'https'))
  const who = cookie && tenant.read((db) => studentBySession(db, cookie))
  if (!who) throw new SignInNeeded()
  beats.spend(`${tenant.id}/${who.student.id}`)
  const beat = Heartbeat.safeParse(await readJson(req, MAX_BEAT))
  if (!beat.success) throw new HeartbeatRefused()
  const durable = heartbeats.take(tenant, who.student.id, beat.data)
  // Who only watches sends nothing else that could renew the session.
  if (who.session.isOld) await rotateOldSession(exchange)
  res.setHeader('Content-Type', 'application/json')
  res.setHeader('Cache-Control', 'no-store')
  res.end(JSON.stringify({ durable }))
}
