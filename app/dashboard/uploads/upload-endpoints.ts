import { z } from 'zod'
import { RequestFailed } from '#app/ui/upload/retry.ts'
import type { UploadEndpoints } from '#app/ui/upload/upload-state.ts'
import { urls } from '#app/urls.ts'
import { ask } from '../ask.ts'

const Ticket = z.object({
  ticket: z.object({
    ...{ uploadId: z.string(), assetId: z.string(), partSize: z.number().positive(), parts: z.array(z.number()) },
    direct: z.object({ url: z.url(), stored: z.number().min(0) }).optional(),
  }),
})
const Signed = z.object({ urls: z.array(z.object({ number: z.number(), url: z.string() })) })

/**
 * A school's side of an upload, for `Upload` and `useUpload`.
 * @param lesson which lesson the video is for; the server puts it there when the upload is complete
 */
export function uploadEndpoints(
  school: string,
  kind: 'video' | 'image',
  lesson?: { readonly course: string; readonly lesson: string },
): UploadEndpoints {
  const send = (form: Record<string, string>) => ask(urls.dashboard.uploads(school), form)
  return {
    begin: async ({ name, size }) => read(Ticket, await send({ intent: 'begin', name, size: String(size), kind })).ticket,
    resume: async (uploadId) => read(Ticket, await send({ intent: 'resume', uploadId })).ticket,
    sign: async (uploadId, parts) => read(Signed, await send({ intent: 'sign', uploadId, parts: JSON.stringify(parts) })).urls,
    complete: async (uploadId) => {
      await send({ intent: 'complete', uploadId, ...lesson })
    },
    abort: async (uploadId) => {
      await send({ intent: 'abort', uploadId }).catch(alreadyOver)
    },
  }
}

/** Gone or finished meanwhile: there is nothing left to stop, and asking again would not change that. */
function alreadyOver(error: unknown): void {
  if (!(error instanceof RequestFailed) || (error.status !== 404 && error.status !== 400)) throw error
}

/** A proxy's page in place of our answer counts as a server in trouble: it is asked again. */
function read<S extends z.ZodType>(schema: S, answer: unknown): z.infer<S> {
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw new RequestFailed(502)
  return parsed.data
}
