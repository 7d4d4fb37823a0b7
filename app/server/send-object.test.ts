import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diskStorage } from '#integrations/storage/disk.ts'
import type { Storage } from '#integrations/storage/storage.ts'
import { refusalOf, refuse } from './refusals.ts'
import { sendObject } from './send-object.ts'

let folder: string
let files: Storage
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-object-'))
  files = diskStorage(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What is there when it is asked for, and swept before it is read. */
const sweptInBetween: Pick<Storage, 'stat' | 'get'> = {
  async stat(key) {
    const found = await files.stat(key)
    await files.delete(key)
    return found
  },
  get: (key, range) => files.get(key, range),
}

test('an object that goes between the look and the reading is a whole, short 404', async () => {
  await files.put('gone.ts', Buffer.alloc(5_000, 'x'))
  const server = createServer((req, res) => {
    sendObject({ req, res }, sweptInBetween, 'gone.ts', 'private').catch((error: unknown) => refuse(req, res, refusalOf(error)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers: { Range: 'bytes=0-99' } })
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('There is nothing at this address.')
    for (const name of ['etag', 'content-range', 'accept-ranges']) expect(answer.headers.get(name), name).toBeNull()
  } finally {
    server.close()
  }
})

/** Sends what this body holds, as an object of ten bytes, and answers what whoever asks receives. */
async function received(body: Readable): Promise<Uint8Array> {
  const files = {
    stat: async (key: string) => ({ key, size: 10, modifiedAt: 1 }),
    get: async () => ({ body, size: 10 }),
  }
  const server = createServer((req, res) => {
    sendObject({ req, res }, files, 'a/b.ts', 'no-store').catch(() => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    return new Uint8Array(await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer())
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test('an object arrives whole, in however many pieces it is read', async () => {
  const pieces = [Buffer.from('abc'), Buffer.from('defg'), Buffer.from('hij')]
  expect(Buffer.from(await received(Readable.from(pieces))).toString()).toBe('abcdefghij')
})

test('an object that cannot be read to its end breaks the connection, so that nobody waits for the rest', async () => {
  async function* torn() {
    yield Buffer.from('abc')
    throw new Error('the disk is gone')
  }
  await expect(received(Readable.from(torn()))).rejects.toThrow()
})
