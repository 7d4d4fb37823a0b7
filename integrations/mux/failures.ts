import MuxClient from '@mux/mux-node'
import { z } from 'zod'
import { MuxAway, MuxRefused } from './mux.ts'

/** Every error of the API: mux.com/docs/core/make-api-requests. */
const Trouble = z.object({ error: z.object({ type: z.string(), messages: z.array(z.string()).default([]) }) })

/** What an account may not have more of is a wrong parameter to Mux: 400 invalid_parameters, “Free plan is limited to 10 assets”. */
const OF_THE_PLAN = /\b(free|your|current) plan\b|\blimited to \d+ assets\b/i

/** @throws always: MuxRefused, MuxAway, or the error itself when it is not of Mux's client */
export function refusal(error: unknown): never {
  if (!(error instanceof MuxClient.APIError)) throw error
  const { status } = error
  const said = Trouble.safeParse(error.error).data?.error
  const why = said ? `${status} ${said.type}: ${said.messages.join(' ')}` : error.message
  // Requests in a second are limited, and that passes; the client has waited already.
  if (status === undefined || status === 408 || status === 409 || status === 429 || status >= 500) throw new MuxAway(why, { cause: error })
  if (status === 402 || said?.messages.some((message) => OF_THE_PLAN.test(message))) throw new MuxRefused('mux.quota', why)
  if (status === 401 || status === 403) throw new MuxRefused('mux.key', why)
  throw new MuxRefused('mux.not_taken', why)
}
