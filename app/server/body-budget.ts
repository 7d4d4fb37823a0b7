import type { IncomingMessage, ServerResponse } from 'node:http'
import { networkOf } from '#lib/network.ts'
import { TooCrowded } from './crowd.ts'

/** What all bodies that are under way may hold in memory together, and those of one network: nobody may take it from everybody. Bytes. */
const MOST_BYTES = 64_000_000
const MOST_OF_ONE = 16_000_000
/** A sign-in or a code goes through whatever others send: as many as there may be connections are little. Bytes. */
const SMALL = 8_000

let held = 0
const heldBy = new Map<string, number>()

/**
 * Keeps room for a body until it is answered. Thousands of large ones, sent slowly, would fill the memory of any machine.
 * @param address who sends it
 * @throws TooCrowded
 */
export function reserveBody(req: IncomingMessage, res: ServerResponse, address: string): void {
  const bytes = Number(req.headers['content-length'] ?? 0)
  if (bytes <= SMALL) return
  const network = networkOf(address)
  const own = heldBy.get(network) ?? 0
  if (held + bytes > MOST_BYTES || own + bytes > MOST_OF_ONE) throw new TooCrowded()
  held += bytes
  heldBy.set(network, own + bytes)
  res.once('close', () => {
    held -= bytes
    const left = (heldBy.get(network) ?? 0) - bytes
    if (left > 0) heldBy.set(network, left)
    else heldBy.delete(network)
  })
}
