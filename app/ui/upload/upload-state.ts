import type { Fingerprint } from './upload-memory.ts'

export type UploadFile = Blob & { readonly name: string; readonly lastModified?: number }

export interface UploadTicket {
  readonly uploadId: string
  readonly assetId: string
  /** Bytes of every part but the last. */
  readonly partSize: number
  /** Numbers of the parts that are stored already, from 1. */
  readonly parts: readonly number[]
  /** The file goes there itself instead, chunk after chunk of `partSize`; so many bytes of it are there. */
  readonly direct?: { readonly url: string; readonly stored: number } | undefined
}

export interface PartToSign {
  readonly number: number
  readonly size: number
  /** Base64. Absent where the browser cannot compute it: such a part is signed without a checksum. */
  readonly sha256?: string
}

/** The app's side of an upload. Each throws RequestFailed when the server refused; `complete` and `abort` must be safe to repeat. */
export interface UploadEndpoints {
  begin(file: Fingerprint & { readonly type: string }): Promise<UploadTicket>
  resume(uploadId: string): Promise<UploadTicket>
  sign(uploadId: string, parts: PartToSign[]): Promise<{ number: number; url: string }[]>
  /** RequestFailed 409 means that parts are missing after all: they are sent again. */
  complete(uploadId: string): Promise<void>
  abort(uploadId: string): Promise<void>
}

/** `waiting`: not started, others go before it. `pausing`: parts that are on their way arrive, no new ones leave. */
export type UploadState =
  | 'waiting'
  | 'preparing'
  | 'uploading'
  | 'pausing'
  | 'paused'
  | 'offline'
  | 'completing'
  | 'done'
  | 'failed'
  | 'cancelled'

/** `line`: no connection that holds; `refused`: the server says no; `gone`: it forgot the upload; `file`: it cannot be read any more. */
export type UploadProblem = 'line' | 'refused' | 'gone' | 'file'

export interface UploadSnapshot {
  readonly state: UploadState
  readonly fileName: string
  readonly sentBytes: number
  readonly totalBytes: number
  /** Undefined while there is nothing to say yet. */
  readonly bytesPerSecond: number | undefined
  readonly secondsLeft: number | undefined
  readonly assetId: string | undefined
  /** Only in `failed`. */
  readonly problem: UploadProblem | undefined
  /** Why the server says no, in its own words; only with `refused`, and empty when it gave none. */
  readonly sentence: string
}

/** What of the browser an upload needs, so that it runs anywhere. */
export interface Network {
  isOnline(): boolean
  /** Calls back at every change; answers how to stop that. */
  subscribe(onChange: () => void): () => void
}

export const browserNetwork: Network = {
  isOnline: () => globalThis.navigator?.onLine !== false,
  subscribe(onChange) {
    if (typeof window === 'undefined') return () => undefined
    window.addEventListener('online', onChange)
    window.addEventListener('offline', onChange)
    return () => {
      window.removeEventListener('online', onChange)
      window.removeEventListener('offline', onChange)
    }
  },
}
