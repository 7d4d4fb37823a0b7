import { rotateStudentSession, studentBySession } from '#tenants/people/students.ts'
import { personBySession, rotatePersonSession } from '#tenants/registry/people.ts'
import { cookieName, requestCookie, setCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'

/** Gives a session that is a day old a new token, on a request that may write anyway. The old one is good for a minute more. */
export async function rotateOldSession({ req, res, target, schools }: Exchange): Promise<void> {
  const secure = schools.env.scheme === 'https'
  const name = cookieName(target.kind === 'school' ? 'student' : 'staff', secure)
  const token = requestCookie(req, name)
  if (!token) return
  const fresh = target.kind === 'school' ? await student(target.tenant, token) : await staff(schools, token)
  if (fresh) res.appendHeader('Set-Cookie', setCookie(name, fresh, secure))
}

async function student(tenant: Parameters<typeof rotateStudentSession>[0], token: string): Promise<string | undefined> {
  const found = tenant.read((db) => studentBySession(db, token))
  return found?.session.isOld ? rotateStudentSession(tenant, found.session) : undefined
}

async function staff(schools: Exchange['schools'], token: string): Promise<string | undefined> {
  const found = personBySession(schools.registry, token)
  return found?.session.isOld ? rotatePersonSession(schools.registry, found.session) : undefined
}
