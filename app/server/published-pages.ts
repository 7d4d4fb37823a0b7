import { createHash } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync, constants, gzipSync } from 'node:zlib'
import { isOwnCourse, renderSitePage, SITE_PATH, type SiteInputs } from '#app/school/site/render-page.tsx'
import { AS_VISITOR } from '#app/school/view-as/view-banner.tsx'
import stylesheet from '#app/styles.css?url'
import { CourseUnknown, LessonUnknown } from '#tenants/courses/failures.ts'
import type { Reading } from '#tenants/database/handle.ts'
import type { Pool } from '#tenants/database/pool.ts'
import { studentBySession } from '#tenants/people/students.ts'
import type { Preview } from '#tenants/previews/previews.ts'
import type { Target } from '#tenants/schools.ts'
import { contentVersionOf } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { cookieName, requestCookie } from './cookies.ts'
import { acceptedEncoding } from './encodings.ts'
import { hasAlready } from './etag.ts'
import type { Exchange } from './exchange.ts'
import { SECURITY, setSecurityHeaders, TRANSPORT } from './headers.ts'
import { publishedPages } from './metrics/requests.ts'
import { ThisTurn } from './this-turn.ts'
import { previewOf, viewOf } from './view.ts'

/** A page in every form a browser may ask for, made once. */
interface Prepared {
  readonly version: number
  readonly registryVersion: number
  readonly forms: { readonly br: Form & { readonly body: Buffer }; readonly gzip: Form; readonly identity: Form }
}

interface Form {
  /** Undefined of the plain page, which hardly anybody asks for and which is twice the others together: it is unpacked anew. */
  readonly body: Buffer | undefined
  /** Of these bytes: each encoding has its own. */
  readonly etag: string
  readonly headers: readonly string[]
}

/** No script runs on a published page at all; styles are our own sheet and the accent on the root element. */
const POLICY = [
  `default-src 'none'`,
  `img-src 'self' data:`,
  `style-src 'self' 'unsafe-inline'`,
  `font-src 'self' data:`,
  `manifest-src 'self'`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'self'`,
].join('; ')

type SchoolTarget = Extract<Target, { kind: 'school' }>

const answered = { hit: publishedPages.of('hit'), made: publishedPages.of('made'), personal: publishedPages.of('personal') }

const pages = new ThisTurn<string, Prepared>()
const folders = new ThisTurn<Pool, { readonly now: string | undefined }>()

const folderLooks = (pool: Pool) => folders.of(pool, () => ({ now: pool.folderLooks() })).now

export const isSitePage = (path: string): boolean => SITE_PATH.test(path)

/**
 * Writes a school's published page. Its bytes are kept under path, sign-in state (no, yes, or has this course), content version and
 * registry version; the file is asked for its version once for all requests of a turn.
 * Answers false for a course or lesson that is not there: the page that says so is Remix's.
 */
export function sendSitePage(exchange: Exchange, { tenant, registryVersion }: SchoolTarget): boolean {
  const { req, res, path, schools } = exchange
  const token = req.headers.cookie === undefined ? undefined : requestCookie(req, cookieName('student', schools.env.scheme === 'https'))
  const signedIn = token !== undefined
  const special = req.headers.cookie?.includes('lectern-view') ? specialSight(exchange, tenant) : undefined
  if (special) return sendAsSeen(exchange, tenant, special)
  const isMine = path !== '/' && token !== undefined && orNothing(() => tenant.read((db) => isOwn(db, path, token))) === true
  const key = `page ${isMine ? 2 : signedIn ? 1 : 0} ${path}`
  let isKept = true
  const page = orNothing(() =>
    pages.of(`${tenant.id} ${key}`, () => {
      const known = tenant.cache.get<Prepared>(key)
      const kept = known?.registryVersion === registryVersion ? known : undefined
      if (kept !== undefined && kept.version === tenant.contentVersion(() => folderLooks(schools.pool))) return kept
      isKept = false
      return tenant.read((db) => {
        const version = contentVersionOf(db)
        const made = prepare(renderSitePage(tenant, db, { path, signedIn, isMine, stylesheet }), version, registryVersion)
        tenant.cache.set(key, made, memoryOf(made))
        return made
      })
    }),
  )
  if (!page) return false
  answered[isKept ? 'hit' : 'made'].count++
  const form = page.forms[acceptedEncoding(req.headers['accept-encoding'])]
  const overTls = schools.env.scheme === 'https' ? TRANSPORT : []
  if (hasAlready(req.headers['if-none-match'], form.etag)) {
    res.writeHead(304, ['ETag', form.etag, 'Cache-Control', CACHE, 'Vary', VARY, ...overTls, 'X-Request-Id', exchange.id])
    res.end()
    return true
  }
  res.writeHead(200, [...form.headers, ...overTls, 'X-Request-Id', exchange.id])
  res.end(req.method === 'HEAD' ? undefined : (form.body ?? brotliDecompressSync(page.forms.br.body)))
  return true
}

/** Asked only of who brings a session, and only where a course is shown. */
function isOwn(db: Reading, path: string, token: string): boolean {
  const found = studentBySession(db, token)
  return found !== undefined && isOwnCourse(db, path, found.student.id)
}

type Sight = (db: Reading) => Pick<SiteInputs, 'isMine' | 'seenAs' | 'preview'>

/** What staff see who look as a student or at a draft. */
function specialSight({ req, path, search, schools }: Exchange, tenant: Tenant): Sight | undefined {
  const view = viewOf(req, schools, tenant)
  if (view) return (db) => ({ isMine: isOwnCourse(db, path, view.student.id), seenAs: { as: 'student', name: view.student.name } })
  const preview = previewOf(req, schools, tenant)
  if (!preview) return undefined
  const asVisitor = new URLSearchParams(search).has(AS_VISITOR)
  return () => ({
    isMine: !asVisitor && isPageOf(path, preview),
    seenAs: { as: 'draft', page: pageSeen(path, preview, asVisitor) },
    preview,
  })
}

const isPageOf = (path: string, { course }: Preview) => SITE_PATH.exec(path)?.[1] === course.slug

const pageSeen = (path: string, preview: Preview, asVisitor: boolean) =>
  isPageOf(path, preview) ? { slug: preview.course.slug, asVisitor } : null

/** With the line that says how it is seen; made for this answer alone. */
function sendAsSeen({ req, res, path, id, schools }: Exchange, tenant: Tenant, sight: Sight): boolean {
  const html = orNothing(() => tenant.read((db) => renderSitePage(tenant, db, { path, signedIn: true, stylesheet, ...sight(db) })))
  if (html === undefined) return false
  answered.personal.count++
  setSecurityHeaders(res, id, schools.env.scheme === 'https')
  res.setHeader('Content-Security-Policy', POLICY)
  res.setHeader('Content-Type', 'text/html; charset=utf-8')
  res.setHeader('Cache-Control', 'private, no-store')
  res.setHeader('X-Robots-Tag', 'noindex')
  res.end(req.method === 'HEAD' ? undefined : html)
  return true
}

function orNothing<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof CourseUnknown || error instanceof LessonUnknown) return undefined
    throw error
  }
}

/** Browsers ask again each time and mostly hear 304; a CDN in front gets its lifetimes when there is one. */
const CACHE = 'private, no-cache'
const VARY = 'Accept-Encoding, Cookie'

function prepare(html: string, version: number, registryVersion: number): Prepared {
  const identity = Buffer.from(html)
  const hash = createHash('sha256').update(identity).digest('base64url').slice(0, 22)
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: identity.length }
  const br = exactly(brotliCompressSync(identity, { params: quality }))
  const gzip = exactly(gzipSync(identity, { level: 6 }))
  const named = (length: number, encoding?: string): Omit<Form, 'body'> => {
    const etag = `"${hash}${encoding ? `-${encoding}` : ''}"`
    return { etag, headers: headersFor(length, etag, encoding) }
  }
  return {
    version,
    registryVersion,
    forms: {
      br: { body: br, ...named(br.length, 'br') },
      gzip: { body: gzip, ...named(gzip.length, 'gzip') },
      identity: { body: undefined, ...named(identity.length) },
    },
  }
}

/** What zlib answers keeps the 16 KB alive it was written into. */
function exactly(bytes: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(own)
  return own
}

/** Bytes: the bodies, and about what the rest of a page takes. */
const memoryOf = ({ forms }: Prepared): number => forms.br.body.length + (forms.gzip.body?.length ?? 0) + 3_000

const headersFor = (length: number, etag: string, encoding?: string): readonly string[] => [
  'Content-Type',
  'text/html; charset=utf-8',
  'Content-Length',
  String(length),
  ...(encoding ? ['Content-Encoding', encoding] : []),
  'ETag',
  etag,
  'Cache-Control',
  CACHE,
  'Vary',
  VARY,
  'Content-Security-Policy',
  POLICY,
  ...SECURITY.flat(),
]
