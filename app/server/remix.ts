import { randomBytes } from 'node:crypto'
import { createRequestHandler } from '@remix-run/express'
import { data, type HeadersFunction, type LoaderFunctionArgs, type ServerBuild } from '@remix-run/node'
import express, { type Express, type Request as ExpressRequest, type Response as ExpressResponse, type NextFunction } from 'express'
import { Failure } from '#lib/failure.ts'
import { toldDiskTrouble } from '#tenants/database/disk-trouble.ts'
import { OnPrimary } from '#tenants/database/failures.ts'
import type { RequestContext } from './context.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'
import { refusalOf, refusalPage } from './refusals.ts'

type Section = 'platform' | 'school'
type Routes = ServerBuild['routes']
type RouteModule = NonNullable<Routes[string]>['module']

/** Which host a route belongs to, by the folder of its file; the root and its 404 belong to both. */
export function sectionOf(routeId: string): Section | 'both' {
  if (routeId === 'root' || routeId === 'not-found') return 'both'
  return routeId.startsWith('school/') ? 'school' : 'platform'
}

/**
 * The part of the build one kind of host may answer with. Filtering the build, not the requests, also keeps the other
 * host's routes out of client navigation and of lazy route discovery (docs/decisions/0003).
 */
export function filterBuild(build: ServerBuild, section: Section): ServerBuild {
  const keep = <T>(routes: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(routes).filter(([id]) => ['both', section].includes(sectionOf(id))))
  const routes: Routes = {}
  for (const [id, route] of Object.entries(keep(build.routes))) if (route) routes[id] = { ...route, module: translated(id, route.module) }
  return { ...build, routes, assets: { ...build.assets, routes: keep(build.assets.routes) } }
}

/** A Failure that a loader or action lets through becomes its status and sentence here, in one place for all routes. */
function translated(id: string, module: RouteModule): RouteModule {
  const { loader, action, headers } = module
  const isPage = module.default !== undefined
  return {
    ...module,
    headers: (args) => withRetryAfter(args, typeof headers === 'function' ? headers(args) : (headers ?? args.parentHeaders)),
    ...(loader && { loader: async (args: Parameters<typeof loader>[0]) => orRefuse(id, args, isPage, () => loader(args)) }),
    ...(action && {
      action: async (args: Parameters<typeof action>[0]) =>
        orRefuse(id, args, isPage, () => action({ ...args, request: refusingForm(args.request) })),
    }),
  }
}

type HeadersArguments = Parameters<HeadersFunction>[0]

/** A form that is shown again says when to try again (`reply` in forms.server.ts): Remix gives a page no header that its routes do not pass on. */
function withRetryAfter({ actionHeaders }: HeadersArguments, own: HeadersInit): Headers {
  const headers = new Headers(own)
  const seconds = actionHeaders.get('Retry-After')
  if (seconds) headers.set('Retry-After', seconds)
  return headers
}

/** More than any form here has; each is looked at, so thousands of them would cost more than they say. */
const MOST_FIELDS = 100

/** A body that says it is a form and cannot be read as one is the sender's mistake, not ours. */
function refusingForm(request: Request): Request {
  const { formData, clone } = request
  request.formData = async () => {
    const form = await formData.call(request).catch(() => undefined)
    if (!form || [...form.keys()].length > MOST_FIELDS) throw new RequestRefused('malformed_request', 400)
    return form
  }
  request.clone = () => refusingForm(clone.call(request))
  return request
}

async function orRefuse<T>(
  id: string,
  { context: { lectern }, request }: LoaderFunctionArgs,
  isPage: boolean,
  run: () => T,
): Promise<Awaited<T>> {
  lectern.asks(id)
  try {
    return await run()
  } catch (thrown) {
    const error = toldDiskTrouble(lectern.log, thrown)
    if (!(error instanceof Failure)) throw error
    if (error instanceof OnPrimary) lectern.onPrimary()
    const refusal = refusalOf(error)
    const { status, code, message, retryAfter } = refusal
    if (retryAfter !== undefined) lectern.retryAfter(retryAfter)
    // A person who follows a link to a route that only leads on; Remix would show them JSON that says nothing.
    if (!isPage && request.headers.get('Accept')?.includes('text/html'))
      throw new Response(refusalPage(refusal), { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
    throw data({ code, message }, { status })
  }
}

type Pending = { exchange: Exchange; context: RequestContext; onError: (error: unknown) => void }

/** Remix behind Express, one handler a kind of host. `loadBuild` answers a new build in dev whenever a route changed. */
export function remixHandler(loadBuild: () => Promise<ServerBuild>, mode: 'production' | 'development') {
  const pending = new WeakMap<object, Pending>()
  const filtered = new WeakMap<ServerBuild, Record<Section, ServerBuild>>()
  const buildFor = (section: Section) => async () => {
    const build = await loadBuild()
    const both = filtered.get(build) ?? { platform: filterBuild(build, 'platform'), school: filterBuild(build, 'school') }
    filtered.set(build, both)
    return both[section]
  }
  const getLoadContext = (req: ExpressRequest) => {
    const found = pending.get(req)
    if (!found) throw new Error('a request reached Remix without its context')
    return { lectern: found.context }
  }
  const handlers = {
    platform: createRequestHandler({ build: buildFor('platform'), getLoadContext, mode }),
    school: createRequestHandler({ build: buildFor('school'), getLoadContext, mode }),
  }
  const app: Express = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  app.use((req, res, next) => {
    const section = pending.get(req)?.exchange.target.kind ?? 'platform'
    handlers[section](req, res, next).catch(next)
  })

  app.use((error: unknown, req: ExpressRequest, _res: ExpressResponse, _next: NextFunction) => pending.get(req)?.onError(error))

  return (exchange: Exchange, context: RequestContext, onError: (error: unknown) => void): void => {
    pending.set(exchange.req, { exchange, context, onError })
    app(exchange.req, exchange.res)
  }
}

export const newNonce = (): string => randomBytes(16).toString('base64')
