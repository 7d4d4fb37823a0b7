import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { limitBodyTime } from './body-deadline.ts'

const ends: string[] = []
const server = createServer(async (req, res) => {
  limitBodyTime(req, res, 50)
  try {
    for await (const _ of req);
    ends.push('whole')
    // Longer than a body may take: what is answered slowly is not a slow body.
    setTimeout(() => res.end('taken'), 100)
  } catch {
    ends.push('broken off')
  }
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ;({ port } = server.address() as AddressInfo)
})
afterAll(() => void server.close())

async function say(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk
  })
  socket.write(text)
  await once(socket, 'close')
  return heard
}

test('a body that never comes is answered 408 and let go', async () => {
  const heard = await say('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc')
  expect(heard).toMatch(/^HTTP\/1\.1 408 /)
  expect(heard).toContain('This request took too long to arrive.')
  await expect.poll(() => ends).toEqual(['broken off'])
})

test('one that came may be answered slowly', async () => {
  const heard = await say('POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc')
  expect(heard).toMatch(/^HTTP\/1\.1 200 [\s\S]*taken/)
})
