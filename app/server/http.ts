import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { ServerBuild } from '@remix-run/node'
import { urls } from '#app/urls.ts'
import { openProviders } from '#integrations/oauth/open-providers.ts'
import { Failure } from '#lib/failure.ts'
import { randomBase32 } from '#lib/ids.ts'
import { OnPrimary } from '#tenants/database/failures.ts'
import { notingWrites } from '#tenants/database/written.ts'
import type { Heartbeats } from '#tenants/learning/heartbeats.ts'
import type { Deliveries } from '#tenants/media/deliveries.ts'
import type { Schools, Target } from '#tenants/schools.ts'
import type { TransportTrouble } from '#workers/transports/transport.ts'
import { reserveBody } from './body-budget.ts'
import { limitBodyTime } from './body-deadline.ts'
import { bodyLimit } from './body-limits.ts'
import { broker, isBroker } from './broker.ts'
import { cookieName } from './cookies.ts'
import { checkCrowd, TooCrowded } from './crowd.ts'
import { endpoint, sitePage } from './endpoints.ts'
import type { Exchange } from './exchange.ts'
import { checkLength, checkOrigin, checkType, FORM_TYPES, isUnsafe, RequestRefused } from './guards.ts'
import { type PageSources, pagePolicy, setSecurityHeaders } from './headers.ts'
import { addressOf, countryOf, hostOf } from './host.ts'
import { Followed, nameEndpoint, notePage } from './metrics/requests.ts'
import { METRICS_PATH, type Metrics } from './metrics/serve.ts'
import { sendOn } from './moved.ts'
import type { Readiness } from './readiness.ts'
import { refusalOf, refuse } from './refusals.ts'
import { newNonce, remixHandler } from './remix.ts'
import { checkMachine, sendToPrimary, tellSeen } from './replay.ts'
import { rotateOldSession } from './rotation.ts'
import { ThisTurn } from './this-turn.ts'
import { Throttle } from './throttle.ts'
import { checkOnlyLooking } from './view.ts'

export interface ServerParts {
  readonly schools: Schools
  readonly heartbeats: Heartbeats
  readonly deliveries: Deliveries
  readonly jobsTrouble: () => TransportTrouble | undefined
  readonly loadBuild: () => Promise<ServerBuild>
  /** The build's files in production, Vite's middleware in development. Calls back when it has no such file. */
  readonly assets: (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void
  readonly dev: boolean
  readonly readiness: Readiness
  /** Undefined where nobody is shown any. */
  readonly metrics: Metrics | undefined
}

/** What Remix knows to do; it fails on others. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])

const ASSET = /^\/(assets\/|favicon\.(ico|svg)$|robots\.txt$)/

/** Answers requests: host → school, then endpoint, asset or Remix. */
export function requestListener(parts: ServerParts): RequestListener {
  const { schools } = parts
  const secure = schools.env.scheme === 'https'
  const throttle = new Throttle()
  const providers = openProviders(schools.env.oauth, {
    backTo: (name) => schools.platformOrigin + urls.platform.oauthBack(name),
    cookie: cookieName('oauth', secure),
    secure,
  })
  const targets = new ThisTurn<string, Target>()
  const versions = new ThisTurn<'registry', { readonly now: number }>()
  const registryVersion = () => versions.of('registry', () => ({ now: schools.registry.version() })).now
  const remix = remixHandler(parts.loadBuild, parts.dev ? 'development' : 'production')

  async function handle(req: IncomingMessage, res: ServerResponse, id: string, begun: number): Promise<void> {
    const url = req.url ?? '/'
    const question = url.indexOf('?')
    const path = question < 0 ? url : url.slice(0, question)
    if (path === '/healthz') {
      setSecurityHeaders(res, id, secure)
      return health(res, schools)
    }
    if (path === '/readyz') {
      setSecurityHeaders(res, id, secure)
      return parts.readiness.send(res)
    }
    checkCrowd(req, res)
    // Whoever sends it, nobody here may take it for the host (Remix's adapter would).
    // (Asked first: deleting from the object makes every later look into it slow.)
    if (req.headers['x-forwarded-host'] !== undefined) delete req.headers['x-forwarded-host']
    const host = hostOf(req)
    if (!path.startsWith('/') || path.startsWith('//') || url.length > 8_000 || !isDecodable(path))
      throw new RequestRefused('malformed_request', 400)
    if (isBroker(req, path, schools)) {
      setSecurityHeaders(res, id, secure)
      new Followed(req, res, begun).as('endpoint', 'broker')
      return broker(req, res, path, schools)
    }
    if (schools.cluster.isShared) await checkMachine(req, path, schools)
    const target = targets.of(host, () => schools.resolveHost(host, registryVersion()))
    const log = target.kind === 'school' ? target.tenant.log : schools.log
    const search = question < 0 ? '' : url.slice(question)
    const address = addressOf(req, schools.env.trustedProxies)
    const country = countryOf(req, schools.env.countryHeader)
    const origin = `${schools.env.scheme}://${host}`
    const exchange: Exchange = { req, res, id, host, origin, path, search, address, country, target, schools, log }
    res.once('close', () => logged(exchange))
    if (sendOn(exchange, secure) || sitePage(exchange)) return notePage(begun, res.statusCode)
    setSecurityHeaders(res, id, secure)
    if (target.kind === 'platform' && path === METRICS_PATH && parts.metrics?.mayRead(req)) return parts.metrics.send(res)
    const followed = new Followed(req, res, begun)
    checkOnlyLooking(exchange, isUnsafe(req))
    const answered = endpoint(exchange, parts)
    if (answered !== false) {
      nameEndpoint(followed, path)
      await answered
      return
    }
    if (ASSET.test(path) || parts.dev) {
      followed.as('asset', 'asset')
      if (await served(parts.assets, req, res)) return
      if (ASSET.test(path)) throw new RequestRefused('not_found', 404)
    }
    if (!METHODS.has(req.method ?? '')) throw new RequestRefused('method', 405)
    if (isUnsafe(req)) {
      checkOrigin(req, origin)
      checkLength(req, bodyLimit(path))
      checkType(req, FORM_TYPES)
      reserveBody(req, res, address)
      limitBodyTime(req, res)
      await rotateOldSession(exchange)
    }
    followed.as('screen', 'root')
    const nonce = newNonce()
    const sources = sourcesOf(schools, target)
    const setPolicy = (more: Partial<PageSources>) =>
      void res.setHeader('Content-Security-Policy', pagePolicy(nonce, Object.assign(sources, more), parts.dev))
    setPolicy({})
    const context = {
      schools,
      target,
      heartbeats: parts.heartbeats,
      jobsTrouble: parts.jobsTrouble,
      throttle,
      providers,
      onPrimary: () => void sendToPrimary(req, res, schools.cluster),
      retryAfter: (seconds: number) => void res.setHeader('Retry-After', String(Math.ceil(seconds))),
      allowFrames: (frames: readonly string[]) => setPolicy({ frames }),
      allowForms: (forms: readonly string[]) => setPolicy({ forms }),
      asks: (routeId: string) => followed.as('screen', routeId),
      requestId: id,
      address,
      country,
      nonce,
      log,
    }
    await new Promise<void>((resolve, reject) => {
      res.once('close', resolve)
      remix(exchange, context, reject)
    })
  }

  /** Notes what is written while a request is handled, and tells it to whom it was written for. */
  function handleShared(req: IncomingMessage, res: ServerResponse, id: string, begun: number): Promise<void> {
    const written = new Set<string>()
    const { writeHead } = res
    res.writeHead = function tellingSeen(this: ServerResponse, ...about: Parameters<typeof writeHead>) {
      tellSeen(req, res, schools, written)
      return writeHead.apply(this, about)
    } as typeof writeHead
    return notingWrites(written, () => handle(req, res, id, begun))
  }

  return (req, res) => {
    const id = randomBase32(16)
    const begun = performance.now()
    const handled = schools.cluster.isShared ? handleShared(req, res, id, begun) : handle(req, res, id, begun)
    handled.catch((error: unknown) => {
      // Who hung up in the middle of a body or an answer needs none.
      if (req.destroyed && !req.complete) return
      if (!Followed.is(res)) void new Followed(req, res, begun)
      const isSentOn = error instanceof OnPrimary && sendToPrimary(req, res, schools.cluster)
      // Nothing failed: it is the other machine's.
      const refusal = isSentOn ? { ...refusalOf(error), status: 421 } : refusalOf(error)
      const about = {
        request: id,
        method: req.method,
        path: loggable(pathOf(req)),
        host: req.headers.host,
        status: refusal.status,
        code: refusal.code,
      }
      // In a crowd every look into the registry costs.
      if (isSentOn) schools.log.debug(about, 'sent to the primary')
      else if (error instanceof TooCrowded) schools.log.info(about, 'refused')
      else if (error instanceof Failure && refusal.status < 500) schools.log.info({ ...about, tenant: tenantOf(schools, req) }, 'refused')
      else schools.log.error({ ...about, tenant: tenantOf(schools, req), err: error }, 'failed')
      if (!res.headersSent) setSecurityHeaders(res, id, secure)
      refuse(req, res, refusal).catch(() => res.destroy())
    })
  }
}

/** Besides its own origin: the dashboard shows its schools' pictures; parts and media come from and go to the bucket, and Mux, where there is one. */
const sourcesOf = ({ env, storage, mux }: Schools, target: Target): PageSources => ({
  pictures: target.kind === 'platform' ? `${env.scheme}://*.${env.tenantDomain}` : undefined,
  media: [
    storage.browserOrigin,
    storage.edgeOrigin,
    ...(mux?.filmSources ?? []),
    ...(target.kind === 'platform' ? (mux?.uploadSources ?? []) : []),
  ],
})

/** Whether this process can do anything at all: without the registry no host is anybody's. */
function health(res: ServerResponse, { registry }: Schools): void {
  const ok = registry.isWell()
  res.statusCode = ok ? 200 : 503
  res.setHeader('Content-Type', 'application/json')
  res.setHeader('Cache-Control', 'no-store')
  res.end(JSON.stringify({ ok }))
}

function served(assets: ServerParts['assets'], req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  return new Promise((resolve, reject) => {
    res.once('close', () => resolve(true))
    assets(req, res, (error) => (error ? reject(error) : resolve(false)))
  })
}

/** Remix's router complains on the console about a path it cannot decode, once for each of its routes. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

const pathOf = (req: IncomingMessage): string => req.url?.split('?')[0] ?? ''

/** A link that opens something is in its path: the log gets its beginning alone. */
const loggable = (path: string) =>
  path.replace(/^\/(broker|media|originals|sources|uploads|link|view-as|preview|oauth\/enter)\/.*/, '/$1/…')

/** For the log line of a refused request; a host nobody has is no school's. */
function tenantOf(schools: Schools, req: IncomingMessage): string | undefined {
  try {
    return schools.schoolIdOf(req.headers.host ?? '')
  } catch {
    // The registry itself may be what failed, and that is in the same line.
    return undefined
  }
}

/** Every request that changes something, and every failure, leaves a line; reads that went well do not. */
function logged({ req, res, id, path, log }: Exchange): void {
  if (!isUnsafe(req) && res.statusCode < 500) return
  log.info({ request: id, method: req.method, path: loggable(path), status: res.statusCode }, 'request')
}
