import type { IncomingMessage, ServerResponse } from 'node:http'
import { TooCrowded } from './crowd.ts'

/** What all bodies that are under way may hold in memory together. Bytes. */
const MOST_BYTES = 64_000_000
/** A sign-in or a code goes through whatever others send: as many as there may be connections are little. Bytes. */
const SMALL = 8_000

let held = 0

/** Keeps room for a body until it is answered. Thousands of large ones, sent slowly, would fill the memory of any machine. @throws TooCrowded */
export function reserveBody(req: IncomingMessage, res: ServerResponse): void {
  const bytes = Number(req.headers['content-length'] ?? 0)
  if (bytes <= SMALL) return
  if (held + bytes > MOST_BYTES) throw new TooCrowded()
  held += bytes
  res.once('close', () => {
    held -= bytes
  })
}
