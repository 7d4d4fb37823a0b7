import { type Mux, type MuxAsset, MuxRefused, type MuxUpload } from '#integrations/mux/mux.ts'
import type { Films } from './films.ts'
import { passthroughOf } from './passthrough.ts'

/**
 * Mux as one school sees it: what it put there itself. All schools of a platform share one account, and a school's file may name anything:
 * a copy of a school names what its original put there, a file that was brought along what somebody wrote into it. So each thing is asked
 * whose it is, and another's is as good as not there: it is neither looked at, nor played, nor deleted.
 */
export interface SchoolMux {
  /** Where the browser sends a file to. */
  createUpload(assetId: string): Promise<{ uploadId: string; url: string }>
  /** Undefined when it is not there, or another's. */
  upload(assetId: string, uploadId: string): Promise<MuxUpload | undefined>
  cancelUpload(assetId: string, uploadId: string): Promise<void>
  /** Of a URL that Mux fetches. */
  createAsset(assetId: string, url: string): Promise<MuxAsset>
  /** Undefined when it is not there, or another's. */
  asset(assetId: string, muxAssetId: string): Promise<MuxAsset | undefined>
  deleteAsset(assetId: string, muxAssetId: string): Promise<void>
  requestMaster(assetId: string, muxAssetId: string): Promise<void>
  /** What players are answered with. */
  readonly films: Films
  readonly place: MuxPlace
}

/** What all schools of a platform have in common about it. */
export interface MuxPlace {
  /** Schools that have not chosen have their videos made there. */
  readonly isDefault: boolean
  /** The dashboard's origin: pages of it alone may send files, and below it Mux is shown files that no bucket has. */
  readonly origin: string
  /** Mux can fetch what is ours: this is no machine of somebody's desk. */
  readonly seesUs: boolean
}

export function schoolMux(mux: Mux, films: Films, place: MuxPlace, schoolId: string): SchoolMux {
  const asset: SchoolMux['asset'] = async (assetId, muxAssetId) => {
    const found = await mux.asset(muxAssetId)
    return found?.passthrough === passthroughOf(schoolId, assetId) ? found : undefined
  }
  const upload: SchoolMux['upload'] = async (assetId, uploadId) => {
    const found = await mux.upload(uploadId).catch(unlessUnknown)
    return found?.passthrough === passthroughOf(schoolId, assetId) ? found : undefined
  }
  return {
    createUpload: (assetId) => mux.createUpload({ passthrough: passthroughOf(schoolId, assetId), corsOrigin: place.origin }),
    upload,
    async cancelUpload(assetId, uploadId) {
      if (await upload(assetId, uploadId)) await mux.cancelUpload(uploadId)
    },
    createAsset: (assetId, url) => mux.createAsset({ url, passthrough: passthroughOf(schoolId, assetId) }),
    asset,
    async deleteAsset(assetId, muxAssetId) {
      if (await asset(assetId, muxAssetId)) await mux.deleteAsset(muxAssetId)
    },
    async requestMaster(assetId, muxAssetId) {
      if (await asset(assetId, muxAssetId)) await mux.requestMaster(muxAssetId)
    },
    films,
    place,
  }
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof MuxRefused && error.code === 'mux.not_taken') return undefined
  throw error
}
