import { connect, type Socket } from 'node:net'

/** Sends bytes as they are and answers what came back until the server closed, or the first answer when it keeps the line. */
export function sendRaw(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      if (isWhole(heard)) socket.destroy()
    })
    // A server that refuses closes while we still send; what it said before is what counts.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(Buffer.from(heard, 'latin1').toString('utf8')))
    socket.write(text)
  })
}

function isWhole(heard: string): boolean {
  const end = heard.indexOf('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(heard.slice(0, end))?.[1]
  if (end < 0) return false
  return length === undefined ? heard.endsWith('0\r\n\r\n') : heard.length >= end + 4 + Number(length)
}

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)

/** Opens a connection, sends a beginning and then nothing; resolves with what was said when the server closes it. */
export function stall(port: number, beginning: string): { closed: Promise<string>; socket: Socket } {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString()
  })
  socket.on('error', () => undefined)
  socket.write(beginning)
  return { socket, closed: new Promise((resolve) => socket.on('close', () => resolve(heard))) }
}
