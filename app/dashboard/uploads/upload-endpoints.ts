import { z } from 'zod'
import { RequestFailed } from '#app/ui/upload/retry.ts'
import type { UploadEndpoints } from '#app/ui/upload/upload-state.ts'
import { urls } from '#app/urls.ts'

const Ticket = z.object({
  ticket: z.object({ uploadId: z.string(), assetId: z.string(), partSize: z.number().positive(), parts: z.array(z.number()) }),
})
const Signed = z.object({ urls: z.array(z.object({ number: z.number(), url: z.string() })) })

/** A school's side of an upload, for `Upload` and `useUpload`. */
export function uploadEndpoints(school: string, kind: 'video' | 'image'): UploadEndpoints {
  const send = async (form: Record<string, string>): Promise<unknown> => {
    const answer = await fetch(urls.dashboard.uploads(school), { method: 'POST', body: new URLSearchParams(form) })
    if (!answer.ok) throw new RequestFailed(answer.status)
    return answer.json()
  }
  return {
    begin: async ({ name, size }) => Ticket.parse(await send({ intent: 'begin', name, size: String(size), kind })).ticket,
    resume: async (uploadId) => Ticket.parse(await send({ intent: 'resume', uploadId })).ticket,
    sign: async (uploadId, parts) => Signed.parse(await send({ intent: 'sign', uploadId, parts: JSON.stringify(parts) })).urls,
    complete: async (uploadId) => {
      await send({ intent: 'complete', uploadId })
    },
    abort: async (uploadId) => {
      await send({ intent: 'abort', uploadId })
    },
  }
}
