import { z } from 'zod'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from './asset.ts'
import { Rendition } from './jobs.ts'
import { AUDIO_BITRATE, LADDER, SEGMENT_SECONDS } from './ladder.ts'

/**
 * What a segment of a video usually has: the mean of its rung, so that a film watched to its end counts what it has. Of a rung that is still
 * being made, what the ladder means it to have. What is no segment counts as nothing.
 */
export function usualBytes(tenant: Tenant, prefix: string, object: string): number {
  const [name = '', file = ''] = object.split('/')
  if (!file.endsWith('.ts')) return 0
  const asset = tenant.read((db) => assetById(db, prefix.split('/')[1] ?? ''))
  const made = z
    .array(Rendition)
    .safeParse(asset?.renditions)
    .data?.find((one) => one.name === name && one.segments > 0)
  if (made) return Math.round(made.bytes / made.segments)
  const rung = LADDER.find((one) => one.name === name)
  return rung ? Math.round(((rung.videoBitrate + AUDIO_BITRATE) * SEGMENT_SECONDS) / 8) : 0
}
