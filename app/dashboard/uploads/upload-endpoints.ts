import { RequestFailed } from '#app/ui/upload/retry.ts'
import type { UploadEndpoints } from '#app/ui/upload/upload-state.ts'

/** The app's side of an upload into a school. */
export function uploadEndpoints(_school: string, _kind: 'video' | 'image'): UploadEndpoints {
  const refuse = () => Promise.reject(new RequestFailed(501))
  return { begin: refuse, resume: refuse, sign: refuse, complete: refuse, abort: refuse }
}
