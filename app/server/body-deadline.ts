import type { IncomingMessage, ServerResponse } from 'node:http'
import { RequestRefused } from './guards.ts'
import { refusalOf, refuse } from './refusals.ts'

/** What an ordinary form takes on the worst line; parts of an upload have the server's ten minutes. */
export const BODY_MS = 30_000

/** Ends a request whose body does not arrive: what has come of it is kept in memory until then. */
export function limitBodyTime(req: IncomingMessage, res: ServerResponse, ms = BODY_MS): void {
  const late = setTimeout(() => {
    if (req.complete) return
    res.once('close', () => req.destroy())
    refuse(req, res, refusalOf(new RequestRefused('too_slow', 408))).catch(() => res.destroy())
  }, ms)
  const stop = () => clearTimeout(late)
  req.once('end', stop)
  res.once('close', stop)
}
