import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ICON_SIZES, iconPaths, iconStamp, socialPath, socialStamp } from '#app/school-drawings.server.ts'
import { paintedAccent } from '#lib/accent.ts'
import { fail } from '#lib/failure.ts'
import { CourseUnknown } from '#tenants/courses/failures.ts'
import { letterLogoPath, sized } from '#tenants/mail/letter-look.ts'
import { assetById } from '#tenants/media/asset.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import { coursePage, type Picture, type SchoolFace, schoolFace } from '#tenants/site/pages.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { drawIcon, drawLogo, drawSocial } from './draw-brand.ts'
import { hasAlready } from './etag.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'
import { sendObject } from './send-object.ts'

/** An address holds a stamp of what is drawn, so what it answers never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const ICON = /^\/icons\/([0-9a-f]{16})\/(32|180|192|512)\.png$/
const LOGO = /^\/icons\/logo\/(asset_[a-z0-9]+)\.png$/
const SOCIAL = /^\/social\/([0-9a-f]{16})(?:\/([a-z0-9-]{1,80}))?\.jpg$/
/** What browsers and phones ask for unasked. */
const UNASKED: Readonly<Record<string, (typeof ICON_SIZES)[number]>> = {
  '/favicon.ico': 32,
  '/apple-touch-icon.png': 180,
  '/apple-touch-icon-precomposed.png': 180,
}

export const isIconPath = (path: string): boolean => path in UNASKED
export const isBrandPath = (path: string): boolean =>
  path === '/manifest.webmanifest' || path.startsWith('/icons/') || path.startsWith('/social/')

/** An icon by the name it has had for thirty years. A school's is its own; the platform's lies with the assets. */
export async function sendIcon(exchange: Exchange): Promise<void> {
  const { target, path, res } = exchange
  if (target.kind === 'platform') {
    res.writeHead(302, { Location: '/favicon.svg', 'Cache-Control': 'public, max-age=86400' })
    res.end()
    return
  }
  const { tenant } = target
  // A sign that was changed shows within the hour.
  await sendSchoolIcon(exchange, tenant, tenant.read(schoolFace), UNASKED[path] ?? 32, 'public, max-age=3600')
}

/** A school's manifest, its icons, and the pictures beside links to it. */
export async function sendBrand(exchange: Exchange, tenant: Tenant): Promise<void> {
  const { path } = exchange
  if (path === '/manifest.webmanifest') return sendManifest(exchange, tenant)
  const face = tenant.read(schoolFace)
  const [, stamp, size] = ICON.exec(path) ?? []
  const wanted = ICON_SIZES.find((one) => String(one) === size)
  if (wanted) {
    if (stamp !== iconStamp(face)) return goTo(exchange, iconPaths(face)[wanted])
    return sendSchoolIcon(exchange, tenant, face, wanted, FOR_EVER)
  }
  const [, logo] = LOGO.exec(path) ?? []
  if (logo) return sendLetterLogo(exchange, tenant, face, logo)
  const [, drawing, slug] = SOCIAL.exec(path) ?? []
  if (!drawing) throw new RequestRefused('not_found', 404)
  const course = slug === undefined ? undefined : courseIn(tenant, slug)
  if (drawing !== socialStamp(face, course)) return goTo(exchange, socialPath(face, course))
  const key = `brand/social/${course?.id ?? 'school'}/${drawing}.jpg`
  await kept(tenant, key, async () =>
    drawSocial({
      ...face,
      title: course?.title ?? (face.tagline || face.name),
      mark: await pixels(tenant, face.mark, 320),
      cover: await pixels(tenant, course?.cover ?? null, 1280),
    }),
  )
  await sendObject(exchange, tenant.files, key, FOR_EVER)
}

async function sendSchoolIcon(exchange: Exchange, tenant: Tenant, face: SchoolFace, size: number, cache: string): Promise<void> {
  const key = `brand/icons/${iconStamp(face)}/${size}.png`
  await kept(tenant, key, async () => drawIcon(face, await pixels(tenant, face.mark, size), size))
  await sendObject(exchange, tenant.files, key, cache)
}

/** The logo as letters show it. One written before the last change shows the school as it looks now. */
async function sendLetterLogo(exchange: Exchange, tenant: Tenant, { logo }: SchoolFace, assetId: string): Promise<void> {
  if (!logo) throw new RequestRefused('not_found', 404)
  if (logo.assetId !== assetId) return goTo(exchange, letterLogoPath(logo.assetId))
  const key = `brand/logos/letter/${assetId}.png`
  const width = 2 * sized(logo.ratio).width
  await kept(tenant, key, async () => drawLogo((await pixels(tenant, logo, width)) ?? fail(new AssetUnknown()), width))
  await sendObject(exchange, tenant.files, key, FOR_EVER)
}

/** What the school is now called and looks like; asked for again each time, and mostly answered with 304. */
function sendManifest({ req, res }: Exchange, tenant: Tenant): void {
  const face = tenant.read(schoolFace)
  const icons = iconPaths(face)
  const { paper } = paintedAccent(face.accent, face.theme === 'dark' ? 'dark' : 'light')
  const body = Buffer.from(
    JSON.stringify({
      name: face.name,
      short_name: [...face.name].slice(0, 30).join(''),
      ...(face.tagline ? { description: face.tagline } : {}),
      lang: face.locale,
      start_url: '/',
      display: 'minimal-ui',
      background_color: paper,
      theme_color: paper,
      icons: ([192, 512] as const).map((size) => ({
        src: icons[size],
        sizes: `${size}x${size}`,
        type: 'image/png',
        purpose: 'any maskable',
      })),
    }),
  )
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers = { ETag: etag, 'Cache-Control': 'no-cache' }
  if (hasAlready(req.headers['if-none-match'], etag)) {
    res.writeHead(304, headers)
    res.end()
    return
  }
  res.writeHead(200, { ...headers, 'Content-Type': 'application/manifest+json; charset=utf-8', 'Content-Length': body.length })
  res.end(req.method === 'HEAD' ? undefined : body)
}

/** An address from before the last change: links that were shared keep their picture. */
function goTo({ res }: Exchange, path: string): void {
  res.writeHead(302, { Location: path, 'Cache-Control': 'no-cache' })
  res.end()
}

function courseIn(tenant: Tenant, slug: string) {
  try {
    return tenant.read((db) => coursePage(db, slug).course)
  } catch (error) {
    if (error instanceof CourseUnknown) throw new RequestRefused('not_found', 404)
    throw error
  }
}

/** One prepared picture of this school, in the width that comes nearest from above. */
async function pixels(tenant: Tenant, picture: Picture | null, wanted: number): Promise<Buffer | undefined> {
  const width = picture?.widths.find((one) => one >= wanted) ?? picture?.widths.at(-1)
  const prefix = picture && tenant.read((db) => assetById(db, picture.assetId)?.outputPrefix)
  if (!prefix || width === undefined) return undefined
  return buffer((await tenant.files.get(`${prefix}${width}.webp`)).body)
}

const underWay = new Map<string, Promise<void>>()
let last: Promise<unknown> = Promise.resolve()

/** Draws what has not been drawn yet, once however many ask, and one at a time in this process; what stood in its place goes. */
function kept(tenant: Tenant, key: string, draw: () => Promise<Buffer>): Promise<void> {
  const name = `${tenant.id} ${key}`
  const found = underWay.get(name)
  if (found) return found
  const made = keep(tenant, key, draw).finally(() => underWay.delete(name))
  underWay.set(name, made)
  return made
}

async function keep(tenant: Tenant, key: string, draw: () => Promise<Buffer>): Promise<void> {
  if (await tenant.files.stat(key)) return
  const turn = last.then(draw)
  // Whoever waits for this one hears of its failure; the next one begins all the same.
  last = turn.catch(() => undefined)
  await tenant.files.put(key, await turn, key.endsWith('.png') ? 'image/png' : 'image/jpeg')
  const [kind, group] = key.slice('brand/'.length).split('/')
  const siblings = kind === 'icons' ? 'brand/icons/' : `brand/${kind}/${group}/`
  const current = kind === 'icons' ? `brand/icons/${group}/` : key
  for await (const object of tenant.files.list(siblings)) if (!object.key.startsWith(current)) await tenant.files.delete(object.key)
}
