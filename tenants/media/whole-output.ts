import { z } from 'zod'
import type { Tenant } from '#tenants/tenant.ts'
import { Rendition } from './jobs.ts'
import type { Asset } from './schema.ts'

/**
 * Whether all that was made of a video is in storage, by what its row says of each rung: what prepared it told so, and what is deleted on
 * its word cannot be made again.
 */
export async function isWhole({ files }: Pick<Tenant, 'files'>, { outputPrefix, renditions }: Asset): Promise<boolean> {
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
