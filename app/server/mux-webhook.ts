import type { IncomingMessage } from 'node:http'
import { WebhookForged } from '#integrations/mux/mux.ts'
import { Failure } from '#lib/failure.ts'
import { hearMux } from '#tenants/media/mux/hear-mux.ts'
import { reserveBody } from './body-budget.ts'
import { limitBodyTime } from './body-deadline.ts'
import type { Exchange } from './exchange.ts'
import { checkLength, RequestRefused } from './guards.ts'

/** What Mux tells of one film has some kilobytes. */
const MOST_BYTES = 900_000

class NotFromMux extends Failure {
  constructor() {
    super('server.webhook_forged', 400)
  }
}

/**
 * `POST /webhooks/mux` on the platform's host. Answers once what follows is written down; anything but a 2xx makes Mux tell it again, for
 * a day (mux.com/docs/core/listen-for-webhooks).
 */
export async function muxWebhook({ req, res, schools, address, log }: Exchange): Promise<void> {
  if (!schools.mux) throw new RequestRefused('not_found', 404)
  checkLength(req, MOST_BYTES)
  reserveBody(req, res, address)
  limitBodyTime(req, res)
  const body = await readWhole(req)
  const event = await schools.mux.readWebhook(body, req.headers).catch((error: unknown) => {
    if (!(error instanceof WebhookForged)) throw error
    log.warn({ err: error }, 'a webhook that is not from Mux was refused')
    throw new NotFromMux()
  })
  await hearMux(schools, event)
  res.statusCode = 204
  res.end()
}

/** The signature is over the bytes as they came. */
async function readWhole(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req) {
    size += chunk.length
    if (size > MOST_BYTES) throw new RequestRefused('too_large', 413)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
