import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Failure } from '#lib/failure.ts'

/** As many people are connected, or send at once, as this process can serve. */
export class TooCrowded extends Failure {
  constructor() {
    super('server.crowded', 503)
    this.retryAfter = 5
  }
}

const beyond = new WeakSet<Socket>()

/**
 * Who connects while `most` others are connected is told so, at the first request; who comes when even those who are told are many
 * is not answered at all. Otherwise connections take the descriptors that files need.
 */
export function limitConnections(server: Server, most: number): void {
  server.maxConnections = most + Math.ceil(most / 4)
  let connected = 0
  server.on('connection', (socket: Socket) => {
    if (++connected > most) beyond.add(socket)
    socket.once('close', () => connected--)
  })
}

/** @throws TooCrowded */
export function checkCrowd(req: IncomingMessage, res: ServerResponse): void {
  if (!beyond.has(req.socket)) return
  // A proxy would keep it, and go on sending people through it when there is room again.
  res.setHeader('Connection', 'close')
  throw new TooCrowded()
}
