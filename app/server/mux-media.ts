import { STORYBOARD } from '#app/urls.ts'
import { contentTypeOf } from '#integrations/storage/content-type.ts'
import { NoMux } from '#tenants/media/mux/failures.ts'
import type { Films, MuxFilm } from '#tenants/media/mux/films.ts'
import type { AtMux } from '#tenants/media/watchable.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'

const RENDITION = /^mux\/([0-9a-f]{12}(?:-\d{1,2})?)\.m3u8$/
const SEGMENT = /^mux\/([0-9a-f]{12}(?:-\d{1,2})?)\/(\d{1,6}\.[a-z0-9]{2,4})$/
const SHEET = /^storyboard-\d{1,3}\.jpg$/
/** What players are told to ask for of a film at Mux, besides its master playlist and its poster (tenants/media/mux/playlists.ts). */
export const MUX_OBJECT = /^mux\/[0-9a-f]{12}(-\d{1,2})?(\.m3u8|\/\d{1,6}\.[a-z0-9]{2,4})$/
export const isMuxSegment = (object: string): boolean => SEGMENT.test(object)

/** Answers for a film at Mux who may see it: playlists here, each segment by the address it has there now. */
export async function sendMux(
  { req, res }: Exchange,
  tenant: Tenant,
  film: AtMux & { readonly assetId: string },
  object: string,
): Promise<void> {
  if (!tenant.mux) throw new NoMux()
  const { films } = tenant.mux
  const whose = { schoolId: tenant.id, ...film }
  const url = await placeOf(films, whose, object)
  if (url !== undefined) {
    res.statusCode = 302
    res.setHeader('Location', url)
    // As a link to the bucket: one that is kept would outlive the right to it.
    res.setHeader('Cache-Control', 'private, no-store')
    res.end()
    return
  }
  const text = await textOf(films, whose, object)
  res.setHeader('Content-Type', contentTypeOf(object))
  res.setHeader('Content-Length', Buffer.byteLength(text))
  res.setHeader('Cache-Control', 'private, no-cache')
  res.end(req.method === 'HEAD' ? undefined : text)
}

/** Where Mux has what is no text. */
async function placeOf(films: Films, film: MuxFilm, object: string): Promise<string | undefined> {
  const [, rendition, name] = SEGMENT.exec(object) ?? []
  if (rendition && name) return films.segment(film, rendition, name)
  if (object === 'poster.jpg') return films.poster(film)
  return SHEET.test(object) ? films.sheet(film, object) : undefined
}

/** @throws RequestRefused for what no film at Mux has */
async function textOf(films: Films, film: MuxFilm, object: string): Promise<string> {
  if (object === 'master.m3u8') return films.master(film)
  if (object === STORYBOARD) return films.storyboard(film)
  const rendition = RENDITION.exec(object)?.[1]
  if (!rendition) throw new RequestRefused('not_found', 404)
  return films.rendition(film, rendition)
}
