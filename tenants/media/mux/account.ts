import type { Mux } from '#integrations/mux/mux.ts'
import { openMux } from '#integrations/mux/open-mux.ts'
import type { Env } from '#lib/env.ts'
import { Films } from './films.ts'
import { type MuxPlace, type SchoolMux, schoolMux } from './school-mux.ts'

/** The one account all schools of a platform share. */
export interface MuxAccount {
  /** What one school has there. */
  of(schoolId: string): SchoolMux
  readonly readWebhook: Mux['readWebhook']
  /** Where browsers fetch films and pictures from, as a page's policy names it. */
  readonly filmSources: readonly string[]
  /** And where those of staff send files to. */
  readonly uploadSources: readonly string[]
}

/** Segments and playlists lie on many hosts of Mux's, which change. */
const MUXS = /(^|\.)mux\.com$/
/**
 * What pages talk to (mux.com/docs/guides/secure-video-playback and …/upload-files-directly: uploads go to Google's storage, or to a host
 * of Mux's own).
 */
const FILM_SOURCES = ['https://*.mux.com']
const UPLOAD_SOURCES = ['https://storage.googleapis.com']

/** @param hasBucket files lie where Mux can fetch them */
export function openAccount(env: Pick<Env, 'mux' | 'videoBy' | 'scheme'>, origin: string, hasBucket: boolean): MuxAccount | undefined {
  const mux = openMux(env)
  if (!mux || !env.mux) return undefined
  const own = [env.mux.apiUrl, env.mux.streamUrl, env.mux.imageUrl]
  // A server that stands in for Mux, in tests, is on this machine.
  const standsIn = own.some((url) => url.startsWith('http:'))
  const isMuxs = (url: URL) => (standsIn && own.includes(url.origin)) || (url.protocol === 'https:' && MUXS.test(url.hostname))
  const films = new Films(mux, { isMuxs })
  const place: MuxPlace = { isDefault: env.videoBy === 'mux', origin, seesUs: hasBucket || env.scheme === 'https' || standsIn }
  return {
    of: (schoolId) => schoolMux(mux, films, place, schoolId),
    readWebhook: (body, headers) => mux.readWebhook(body, headers),
    filmSources: standsIn ? own : FILM_SOURCES,
    uploadSources: standsIn ? [] : UPLOAD_SOURCES,
  }
}
