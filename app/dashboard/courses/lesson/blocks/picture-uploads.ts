import type { UploadEndpoints, UploadFile, UploadSnapshot } from '#app/ui/upload/upload-state.ts'
import { Upload } from '#app/ui/upload/uploader.ts'

interface Running {
  readonly upload: Upload
  /** Of the file itself, to be looked at while it is on its way. */
  readonly preview: string
}

/** Pictures on their way to a text, by the id of their file. They go on when the lesson is left for another page of the dashboard. */
const running = new Map<string, Running>()

/** Formats that the preparation reads (workers/perform). */
export const PICTURE_TYPES = 'image/jpeg,image/png,image/webp'
export const isPicture = (file: Blob): boolean => PICTURE_TYPES.split(',').includes(file.type)

/** Begins to send a picture. Resolves with the id of its file, or rejects with the server's sentence (empty when it gave none). */
export function sendPicture(file: UploadFile, endpoints: UploadEndpoints): Promise<string> {
  const upload = new Upload({ file, endpoints })
  return new Promise((resolve, reject) => {
    const stop = upload.subscribe(() => {
      const { assetId, state, sentence } = upload.snapshot()
      if (assetId !== undefined) {
        stop()
        running.set(assetId, { upload, preview: URL.createObjectURL(file) })
        resolve(assetId)
      } else if (state === 'failed' || state === 'cancelled' || state === 'offline') {
        stop()
        void upload.cancel()
        reject(new PictureNotSent(sentence))
      }
    })
    void upload.start()
  })
}

export class PictureNotSent extends Error {
  override readonly name = 'PictureNotSent'
  constructor(readonly sentence: string) {
    super('the picture was not sent')
  }
}

export const sentPreview = (assetId: string): string | undefined => running.get(assetId)?.preview

export const sendingOf = (assetId: string): UploadSnapshot | undefined => running.get(assetId)?.upload.snapshot()

export const subscribeToSending = (assetId: string, listener: () => void): (() => void) =>
  running.get(assetId)?.upload.subscribe(listener) ?? (() => undefined)

export const resendPicture = (assetId: string): void => void running.get(assetId)?.upload.resume()

/** The text shows the stored picture, or none: what was kept of the file goes. */
export function forgetSending(assetId: string): void {
  const sent = running.get(assetId)
  if (!sent) return
  running.delete(assetId)
  URL.revokeObjectURL(sent.preview)
}
