import { MessageChannel } from 'node:worker_threads'

const { port1: nowhere, port2 } = new MessageChannel()
port2.close()

/**
 * Gives the memory of these bytes back now instead of at a garbage collection; they are empty afterwards. For bytes by the gigabyte that
 * nobody else holds: V8 marks the whole heap each time 64 MiB of such memory have come up, whatever has become of them since.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer } = bytes
  // A window on a larger buffer has neighbours.
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== bytes.byteLength) return
  // A closed port delivers nothing, but takes what it is handed (HTML, "message port post message steps"). ArrayBuffer.transfer needs Node 22.
  nowhere.postMessage(undefined, [buffer])
}
