import { type AppLoadContext, redirect, redirectDocument } from '@remix-run/node'
import { Authenticator } from 'remix-auth'
import { FormStrategy } from 'remix-auth-form'
import { z } from 'zod'
import { fail } from '#lib/failure.ts'
import { CourseUnknown } from '#tenants/courses/failures.ts'
import { teaches, teachesWith } from '#tenants/courses/taught-by.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { assetById } from '#tenants/media/asset.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import { SignInRefused, ViewRefused } from '#tenants/people/failures.ts'
import type { Grants, Permission } from '#tenants/people/permissions.ts'
import type { Student } from '#tenants/people/schema.ts'
import type { Device, Session } from '#tenants/people/sessions.ts'
import { signInStudent, signOutStudent, studentBySession } from '#tenants/people/students.ts'
import { VIEW_LIFE_MS, type View } from '#tenants/people/view-as.ts'
import type { Preview } from '#tenants/previews/previews.ts'
import { type Admission, TICKET_LIFE_MS, TICKET_SEAL } from '#tenants/registry/admission.ts'
import { personBySession, signInPerson, signOutPerson } from '#tenants/registry/people.ts'
import type { Person } from '#tenants/registry/schema.ts'
import { isProven } from '#tenants/registry/session-proof.ts'
import type { Changing } from '#tenants/registry/two-factor-changes.ts'
import { ProofNeeded, TwoFactorNeeded } from '#tenants/registry/two-factor-failures.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { clearCookie, cookieName, readCookie, setCookie } from './server/cookies.ts'
import type { Source } from './server/throttle.ts'
import { draftSeen, lookOf } from './server/view.ts'
import { urls } from './urls.ts'

type Kind = 'staff' | 'student' | 'view'

const isSecure = (context: AppLoadContext) => context.lectern.schools.env.scheme === 'https'

const tokenOf = (context: AppLoadContext, request: Request, kind: Kind): string | undefined =>
  readCookie(request.headers.get('Cookie'), cookieName(kind, isSecure(context)))

export const deviceOf = (context: AppLoadContext, request: Request): Device => ({
  userAgent: request.headers.get('User-Agent') ?? '',
  address: context.lectern.address,
})

/** Who asks, for limits. */
export const sourceOf = (context: AppLoadContext, request: Request): Source => ({
  where: new URL(request.url).host,
  address: context.lectern.address,
})

/**
 * A redirect that gives the browser what it was admitted to: its session, or the ticket to the second step, which leads on to the
 * same place. Every way in for staff ends here (see `admit`).
 */
export function enter(context: AppLoadContext, admission: Admission, to: string): Response {
  if (admission.token !== undefined) return redirectSignedIn(context, 'staff', admission.token, to)
  const secure = isSecure(context)
  const ticket = context.lectern.schools.seal(TICKET_SEAL, admission.ticket)
  const cookie = setCookie(cookieName('second-step', secure), ticket, secure, TICKET_LIFE_MS)
  return redirect(urls.platform.secondStep(to), { headers: { 'Set-Cookie': cookie } })
}

/** What the browser's ticket to the second step holds; undefined where it has none. */
export function ticketOf(context: AppLoadContext, request: Request): unknown {
  const sealed = readCookie(request.headers.get('Cookie'), cookieName('second-step', isSecure(context)))
  return sealed && context.lectern.schools.unseal(TICKET_SEAL, sealed)
}

/** The second step was taken: the browser gets its session, and its ticket has gone. */
export function redirectPassed(context: AppLoadContext, token: string, to: string): Response {
  const secure = isSecure(context)
  const answer = redirectSignedIn(context, 'staff', token, to)
  answer.headers.append('Set-Cookie', clearCookie(cookieName('second-step', secure), secure))
  return answer
}

/** A redirect that gives the browser its session. */
export function redirectSignedIn(context: AppLoadContext, kind: 'staff' | 'student', token: string, to: string): Response {
  const secure = isSecure(context)
  return redirect(to, { headers: { 'Set-Cookie': setCookie(cookieName(kind, secure), token, secure) } })
}

const Credentials = z.object({ email: z.string().max(254), password: z.string().min(1).max(200) })

/** Sign-in by password through remix-auth; who the form belongs to is `check`'s to find out. */
async function byPassword<T>(
  context: AppLoadContext,
  request: Request,
  check: (credentials: z.infer<typeof Credentials>, device: Device) => Promise<T>,
): Promise<T> {
  const authenticator = new Authenticator<T>()
  const strategy = new FormStrategy<T>(({ form }) => {
    const credentials = Credentials.safeParse(Object.fromEntries(form))
    if (!credentials.success) throw new SignInRefused()
    return context.lectern.throttle.signIn(sourceOf(context, request), credentials.data.email, () =>
      check(credentials.data, deviceOf(context, request)),
    )
  })
  authenticator.use(strategy, 'password')
  return authenticator.authenticate('password', request)
}

/** @throws SignInRefused, TooManyTries */
export const signInStaff = (context: AppLoadContext, request: Request): Promise<Admission> =>
  byPassword(context, request, (credentials, device) => signInPerson(context.lectern.schools.registry, credentials, device))

/** @throws SignInRefused, TooManyTries */
export const signInAsStudent = async (context: AppLoadContext, tenant: Tenant, request: Request): Promise<string> =>
  (await byPassword(context, request, (credentials, device) => signInStudent(tenant, credentials, device))).token

/** The token of who is signed in on the platform, for what is done to their other sessions. */
export const staffToken = (context: AppLoadContext, request: Request): string => tokenOf(context, request, 'staff') ?? ''

export function optionalPerson(context: AppLoadContext, request: Request): Person | undefined {
  const token = tokenOf(context, request, 'staff')
  return token ? personBySession(context.lectern.schools.registry, token)?.person : undefined
}

/** The member of staff who is signed in; anybody else is sent to sign in and comes back here. */
export function requirePerson(context: AppLoadContext, request: Request): Person {
  const person = optionalPerson(context, request)
  if (!person) throw redirect(urls.platform.signIn(comeBackTo(request)))
  return person
}

/** Whether who is signed in proved a moment ago who they are, by all that sign-in asks of them. */
export const isFresh = (context: AppLoadContext, request: Request): boolean =>
  context.lectern.schools.registry.read((db) => isProven(db, staffToken(context, request)))

/** Who is signed in, by which session, from where: for what they change about their own account. */
export const changingOf = (context: AppLoadContext, request: Request): Changing => ({
  person: requirePerson(context, request),
  token: staffToken(context, request),
  device: deviceOf(context, request),
})

/** For screens of what must not be done by whoever finds an open laptop: anybody who is not fresh proves it first and comes back. */
export function requireFresh(context: AppLoadContext, request: Request): Changing {
  const changing = changingOf(context, request)
  if (!isFresh(context, request)) throw redirect(urls.platform.confirm(comeBackTo(request)))
  return changing
}

/** Who has to prove first who they are does so, and comes back to `to`. */
export function proveFirst(to: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    throw error instanceof ProofNeeded ? redirect(urls.platform.confirm(to)) : error
  }
}

export interface Staff {
  readonly tenant: Tenant
  readonly person: Person
  readonly grants: Grants
}

/** For what a page shows or leaves out; what it does is decided by `requireStaff`. */
export const may = ({ grants }: Pick<Staff, 'grants'>, permission: Permission): boolean => grants.permissions.has(permission)

/** Whose courses and students a list shows: those of this person, or everybody's. */
export const onlyOf = ({ grants, person }: Pick<Staff, 'grants' | 'person'>): string | undefined =>
  grants.ownCoursesOnly ? person.id : undefined

/** Whether what is kept about students beside their courses is theirs to see and to change: notes, tags, devices, saved lists. */
export const seesAllOf = (staff: Staff): boolean => may(staff, 'people.manage') && onlyOf(staff) === undefined

/**
 * The school of a dashboard URL, opened for who is signed in, and its course, where it names one. Every loader and action below
 * `/dashboard/:school` begins with this: a layout's check does not protect its children.
 * @throws SchoolUnknown, NotAllowed, SchoolSuspended, CourseUnknown; a redirect for who has no second step where the school demands one
 */
export function requireStaff(
  context: AppLoadContext,
  request: Request,
  params: { readonly school?: string; readonly course?: string },
  permission: Permission,
): Staff {
  const person = requirePerson(context, request)
  const asks = { personId: person.id, permission, courseId: params.course, device: deviceOf(context, request) }
  try {
    return { person, ...context.lectern.schools.openForStaff(params.school ?? '', asks) }
  } catch (error) {
    // Led to where it is set up; a script of ours is told instead (`answerScript`).
    throw error instanceof TwoFactorNeeded ? redirect(urls.platform.twoFactor({ for: params.school ?? '' })) : error
  }
}

/** For a course that a form names, where `requireStaff` saw none. @throws CourseUnknown */
export function checkCourse({ tenant, person, grants }: Staff, courseId: string): void {
  if (grants.ownCoursesOnly && !tenant.read((db) => teaches(db, courseId, person.id))) throw new CourseUnknown()
}

/**
 * For a video that a form or an address names: who manages their own courses alone sees and changes what they brought, and what is in
 * those. @throws AssetUnknown
 */
export function checkVideo({ tenant, person, grants }: Staff, assetId: string): void {
  if (!grants.ownCoursesOnly) return
  const isTheirs = tenant.read((db) => {
    const asset = assetById(db, assetId)
    return asset && (asset.kind !== 'video' || asset.createdBy === person.id || teachesWith(db, assetId, person.id))
  })
  if (!isTheirs) throw new AssetUnknown()
}

/** The school whose host was asked. @throws SchoolUnknown on the platform's */
export function schoolOf(context: AppLoadContext): Tenant {
  const { target } = context.lectern
  if (target.kind !== 'school') throw new SchoolUnknown()
  return target.tenant
}

/** On the platform's host, from a school's. */
export const platformUrl = (context: AppLoadContext, path: string): string => context.lectern.schools.platformOrigin + path

/** One for both ways of looking, so that a browser is in one of them alone. */
export const setViewCookie = (context: AppLoadContext, secret: string, lifeMs = VIEW_LIFE_MS): string =>
  setCookie(cookieName('view', isSecure(context)), secret, isSecure(context), lifeMs + 2 * 60_000)

export const clearViewCookie = (context: AppLoadContext): string => clearCookie(cookieName('view', isSecure(context)), isSecure(context))

/** The look as a student that this browser is in; every page of a school says so. */
export function optionalView(context: AppLoadContext, request: Request): { view: View; secret: string } | undefined {
  const secret = tokenOf(context, request, 'view')
  const view = secret && lookOf(context.lectern.schools, schoolOf(context), secret)
  return secret && view ? { view, secret } : undefined
}

/** @throws ViewRefused */
export const requireView = (context: AppLoadContext, request: Request) => optionalView(context, request) ?? fail(new ViewRefused())

/** The preview of a draft that this browser is in; every page of a school says so. */
export function optionalPreview(context: AppLoadContext, request: Request): Preview | undefined {
  const secret = tokenOf(context, request, 'view')
  return secret ? draftSeen(context.lectern.schools, schoolOf(context), secret) : undefined
}

/** Whose session it is, looked as or not. */
export function signedInStudent(context: AppLoadContext, request: Request): { student: Student; session: Session } | undefined {
  const token = tokenOf(context, request, 'student')
  return token ? schoolOf(context).read((db) => studentBySession(db, token)) : undefined
}

/** Who is signed in to this school, or as whom staff look at it. */
export function optionalStudent(context: AppLoadContext, request: Request): { student: Student } | undefined {
  const looking = optionalView(context, request)
  return looking ? { student: looking.view.student } : signedInStudent(context, request)
}

/**
 * The student who is signed in to this school, or is looked as; anybody else is sent to sign in and comes back here. Who looks at a
 * draft has no pages of a student's own, and goes to the course.
 */
export function requireStudent(context: AppLoadContext, request: Request): { tenant: Tenant; student: Student } {
  const preview = optionalPreview(context, request)
  if (preview) throw redirectDocument(urls.school.course(preview.course.slug))
  const found = optionalStudent(context, request) ?? signInFirst(request)
  return { tenant: schoolOf(context), student: found.student }
}

/** The student and the session itself: for what is theirs alone, which no look reaches. */
export function requireSession(context: AppLoadContext, request: Request): { tenant: Tenant; student: Student; session: Session } {
  const found = signedInStudent(context, request) ?? signInFirst(request)
  return { tenant: schoolOf(context), ...found }
}

function signInFirst(request: Request): never {
  throw redirect(urls.school.signIn(comeBackTo(request)))
}

/** Ends the session and takes the cookie back. The browser itself goes on: a school's home is none of Remix's pages. */
export async function signOut(context: AppLoadContext, request: Request, kind: 'staff' | 'student', to: string): Promise<Response> {
  const secure = isSecure(context)
  const token = tokenOf(context, request, kind)
  if (token && kind === 'staff') await signOutPerson(context.lectern.schools.registry, token)
  if (token && kind === 'student') await signOutStudent(schoolOf(context), token)
  return redirectDocument(to, { headers: { 'Set-Cookie': clearCookie(cookieName(kind, secure), secure) } })
}

/** Takes a student's cookie back, where the session itself has ended already. */
export const forgetStudent = (context: AppLoadContext): HeadersInit => ({
  'Set-Cookie': clearCookie(cookieName('student', isSecure(context)), isSecure(context)),
})

function comeBackTo(request: Request): string {
  const { pathname, search } = new URL(request.url)
  return pathname.replace(/\.data$/, '') + search.replace(/[?&]_routes=[^&]*/, '')
}

/** Where to go after signing in: a path on this host, never another site, in the characters a Location may have. */
export function safeDestination(to: FormDataEntryValue | string | null, fallback: string): string {
  return typeof to === 'string' && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(to) ? to : fallback
}
