import type { IncomingMessage } from 'node:http'
import { OnlyLooking } from '#tenants/people/failures.ts'
import { type View, viewBySecret } from '#tenants/people/view-as.ts'
import { grantsIn } from '#tenants/registry/people.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'

/** The look that a browser with this secret is in, while who looks may do so. */
export function lookOf(schools: Schools, tenant: Tenant, secret: string): View | undefined {
  const view = tenant.read((db) => viewBySecret(db, secret))
  return view && grantsIn(schools.registry, view.personId, tenant.id)?.permissions.has('people.view_as') ? view : undefined
}

/** The look as a student that a browser is in, if any. */
export function viewOf(req: IncomingMessage, schools: Schools, tenant: Tenant): View | undefined {
  const secret = requestCookie(req, cookieName('view', schools.env.scheme === 'https'))
  return secret ? lookOf(schools, tenant, secret) : undefined
}

/** The one thing that is sent while looking. */
const LEAVE = /^\/view-as\/leave(\.data)?$/
/** Whose pages are the student's own business: passwords, addresses, receipts; and where one signs in by a GET. */
const ACCOUNT = /^\/(account|oauth)(\/|\.data|$)/

/** Who looks as a student reads, and not everything: asked before any route of a school. @throws OnlyLooking */
export function checkOnlyLooking({ req, path, target, schools }: Exchange, isUnsafe: boolean): void {
  if (target.kind !== 'school' || LEAVE.test(path) || !(isUnsafe || ACCOUNT.test(path))) return
  if (viewOf(req, schools, target.tenant)) throw new OnlyLooking()
}
