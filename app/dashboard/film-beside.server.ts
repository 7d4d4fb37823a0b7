import { STORYBOARD, urls } from '#app/urls.ts'
import type { AssetView } from '#tenants/media/asset-view.ts'
import { mediaToken } from '#tenants/media/links.ts'
import type { Tenant } from '#tenants/tenant.ts'

export interface FilmBeside {
  readonly src: string
  readonly poster?: string
  readonly storyboard?: string
  /** Seconds that can be watched by now, of a film that is still being made. */
  readonly until: number | null
  /** Seconds. */
  readonly duration: number
  /** Width by height, such as `16/9`; never upright, which would leave no room for what is beside it. */
  readonly ratio: string
}

/** A lesson's film for an editor of what belongs to it; null while nothing of it can be watched. */
export function filmBeside(tenant: Tenant, personId: string, video: AssetView | null): FilmBeside | null {
  if (!video?.watch) return null
  const { attempt, until, storyboard } = video.watch
  const token = mediaToken(tenant, { a: video.id, o: attempt, l: '', c: '', s: personId, as: 'staff' })
  return {
    src: urls.dashboard.media(tenant.id, token, 'master.m3u8'),
    ...(until === null && { poster: urls.dashboard.media(tenant.id, token, 'poster.jpg') }),
    ...(storyboard && { storyboard: urls.dashboard.media(tenant.id, token, STORYBOARD) }),
    until,
    duration: video.seconds ?? 0,
    ratio: video.width && video.height && video.width >= video.height ? `${video.width}/${video.height}` : '16/9',
  }
}
