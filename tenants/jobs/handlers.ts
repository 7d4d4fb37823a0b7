import { takeAudioHandler, transcribeHandler } from '#tenants/captions/speech.ts'
import { sendMailHandler } from '#tenants/mail/handlers.ts'
import { encodeAgainHandler } from '#tenants/media/encode-again.ts'
import { encodeVideoHandler, resizeImageHandler } from '#tenants/media/handlers.ts'
import { deleteAtMuxHandler } from '#tenants/media/mux/delete-at-mux.ts'
import { fetchFromMuxHandler } from '#tenants/media/mux/fetch-from-mux.ts'
import { prepareAtMuxHandler } from '#tenants/media/mux/prepare-at-mux.ts'
import type { JobHandler } from './handler.ts'

/** Every kind of job a school can have, by its name. */
export const handlers: ReadonlyMap<string, JobHandler> = new Map(
  [
    encodeVideoHandler,
    encodeAgainHandler,
    resizeImageHandler,
    sendMailHandler,
    takeAudioHandler,
    transcribeHandler,
    prepareAtMuxHandler,
    fetchFromMuxHandler,
    deleteAtMuxHandler,
  ].map((handler) => [handler.contract.name, handler]),
)
