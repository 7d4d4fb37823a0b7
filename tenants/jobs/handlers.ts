import { takeAudioHandler, transcribeHandler } from '#tenants/captions/speech.ts'
import { sendMailHandler } from '#tenants/mail/handlers.ts'
import { encodeAgainHandler } from '#tenants/media/encode-again.ts'
import { encodeVideoHandler, resizeImageHandler } from '#tenants/media/handlers.ts'
import type { JobHandler } from './handler.ts'

/** Every kind of job a school can have, by its name. */
export const handlers: ReadonlyMap<string, JobHandler> = new Map(
  [encodeVideoHandler, encodeAgainHandler, resizeImageHandler, sendMailHandler, takeAudioHandler, transcribeHandler].map((handler) => [
    handler.contract.name,
    handler,
  ]),
)
