import type { IncomingMessage } from 'node:http'
import { OnlyLooking } from '#tenants/people/failures.ts'
import { type View, viewBySecret } from '#tenants/people/view-as.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'

/** The look as a student that a browser is in, if any. */
export function viewOf(req: IncomingMessage, tenant: Tenant, secure: boolean): View | undefined {
  const secret = requestCookie(req, cookieName('view', secure))
  return secret ? tenant.read((db) => viewBySecret(db, secret)) : undefined
}

/** The one thing that is sent while looking. */
const LEAVE = /^\/view-as\/leave(\.data)?$/
/** Whose pages are the student's own business: passwords, addresses, receipts; and where one signs in by a GET. */
const ACCOUNT = /^\/(account|oauth)(\/|\.data|$)/

/** Who looks as a student reads, and not everything: asked before any route of a school. @throws OnlyLooking */
export function checkOnlyLooking({ req, path, target, schools }: Exchange, isUnsafe: boolean): void {
  if (target.kind !== 'school' || LEAVE.test(path) || !(isUnsafe || ACCOUNT.test(path))) return
  if (viewOf(req, target.tenant, schools.env.scheme === 'https')) throw new OnlyLooking()
}
