import { avatarKey } from '#tenants/people/avatar-keys.ts'
import { studentBySession } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'
import { sendObject } from './send-object.ts'

/** `/avatars/<student>/<picture>.webp`: a student's face, for who is signed in to the same school. Anybody else finds nothing. */
export async function avatar(exchange: Exchange, tenant: Tenant): Promise<void> {
  const [, student = '', id = ''] = /^\/avatars\/(student_[a-z0-9]+)\/(avatar_[a-z0-9]+)\.webp$/.exec(exchange.path) ?? []
  const cookie = requestCookie(exchange.req, cookieName('student', exchange.schools.env.scheme === 'https'))
  const signedIn = cookie !== undefined && tenant.read((db) => studentBySession(db, cookie) !== undefined)
  if (!student || !signedIn) throw new RequestRefused('not_found', 404)
  await sendObject(exchange, tenant.files, avatarKey(student, id), 'private, max-age=31536000, immutable')
}
