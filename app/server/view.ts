import type { IncomingMessage } from 'node:http'
import { Failure } from '#lib/failure.ts'
import { OnlyLooking } from '#tenants/people/failures.ts'
import { type View, viewBySecret } from '#tenants/people/view-as.ts'
import { OnlyPreviewing } from '#tenants/previews/failures.ts'
import { type Preview, previewBySecret } from '#tenants/previews/previews.ts'
import { isSignedIn } from '#tenants/registry/live-session.ts'
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

/** The preview that a browser with this secret is in, while who looks may open the course's editor and is signed in there. */
export function draftSeen(schools: Schools, tenant: Tenant, secret: string): Preview | undefined {
  const preview = tenant.read((db) => previewBySecret(db, secret))
  return preview && isSignedIn(schools.registry, preview.personId, preview.begunIn) && mayEdit(schools, tenant, preview)
    ? preview
    : undefined
}

function mayEdit(schools: Schools, { slug }: Tenant, { personId, course }: Preview): boolean {
  const device = { userAgent: '', address: '' }
  try {
    schools.openForStaff(slug, { personId, permission: 'courses.manage', courseId: course.id, device })
    return true
  } catch (error) {
    if (error instanceof Failure && error.status < 500) return false
    throw error
  }
}

const secretOf = (req: IncomingMessage, schools: Schools) => requestCookie(req, cookieName('view', schools.env.scheme === 'https'))

/** The look as a student that a browser is in, if any. */
export function viewOf(req: IncomingMessage, schools: Schools, tenant: Tenant): View | undefined {
  const secret = secretOf(req, schools)
  return secret ? lookOf(schools, tenant, secret) : undefined
}

/** The preview of a draft that a browser is in, if any. */
export function previewOf(req: IncomingMessage, schools: Schools, tenant: Tenant): Preview | undefined {
  const secret = secretOf(req, schools)
  return secret ? draftSeen(schools, tenant, secret) : undefined
}

/** The one thing that is sent while looking. */
const LEAVE = /^\/(view-as|preview)\/leave(\.data)?$/
/** Whose pages are the student's own business: passwords, addresses, receipts; and where one signs in by a GET. */
const ACCOUNT = /^\/(account|oauth)(\/|\.data|$)/

/** Who looks as a student or at a draft reads, and not everything: asked before any route of a school. @throws OnlyLooking, OnlyPreviewing */
export function checkOnlyLooking({ req, path, target, schools }: Exchange, isUnsafe: boolean): void {
  if (target.kind !== 'school' || LEAVE.test(path) || !(isUnsafe || ACCOUNT.test(path))) return
  if (viewOf(req, schools, target.tenant)) throw new OnlyLooking()
  if (previewOf(req, schools, target.tenant)) throw new OnlyPreviewing()
}
