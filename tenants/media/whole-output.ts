import { z } from 'zod'
import type { Tenant } from '#tenants/tenant.ts'
import { Rendition } from './jobs.ts'
import type { Asset } from './schema.ts'

/**
 * Whether all that was made of a video is where it plays from: what is deleted on the word of this cannot be made again.
 * @throws MuxRefused, MuxAway
 */
export const isWhole = (tenant: Pick<Tenant, 'files' | 'mux'>, asset: Asset): Promise<boolean> =>
  asset.preparedBy === 'mux' ? isReadyAtMux(tenant, asset) : isInStorage(tenant, asset)

async function isReadyAtMux({ mux }: Pick<Tenant, 'mux'>, { id, muxAssetId, muxPlaybackId }: Asset): Promise<boolean> {
  const film = muxAssetId === null ? undefined : await mux?.asset(id, muxAssetId)
  return film?.status === 'ready' && film.playbackId === muxPlaybackId
}

/** By what its row says of each rung, which is what prepared it told. */
async function isInStorage({ files }: Pick<Tenant, 'files'>, { outputPrefix, renditions }: Asset): Promise<boolean> {
  if (!outputPrefix) return false
  const sizes = new Map<string, number>()
  for await (const { key, size } of files.list(outputPrefix)) sizes.set(key.slice(outputPrefix.length), size)
  const rungs = z.array(Rendition).safeParse(renditions).data ?? []
  return (
    sizes.has('master.m3u8') &&
    rungs.every(({ name, segments, bytes }) => {
      const ofRung = [...sizes].filter(([path]) => path.startsWith(`${name}/`) && path.endsWith('.ts'))
      return sizes.has(`${name}/index.m3u8`) && ofRung.length === segments && ofRung.reduce((sum, [, size]) => sum + size, 0) === bytes
    })
  )
}
