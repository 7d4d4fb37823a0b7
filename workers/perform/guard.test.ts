import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lyingIn } from '#tests/media/outward.ts'
import { Link } from '#tests/setup/link.ts'
import { Arrival } from './arrival.ts'
import { clip } from './clips.ts'
import { binaries, guard } from './ffmpeg.ts'
import { serveArrival } from './loopback.ts'
import { probe } from './probe.ts'
import { localSource, type Source } from './source.ts'

// A film that names other places, read by our own options, as a file and at an address of this machine.

const AT_LOOPBACK = 'at an address of this machine'

let folder: string
let film: Buffer
let canary: Server
let canaryUrl: string
const asked: string[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guard-'))
  film = await readFile(await clip(join(folder, 'film.mp4'), '320x180', 1))
  canary = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`)
    res.writeHead(404).end()
  })
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`
})
afterAll(async () => {
  canary.close()
  await rm(folder, { recursive: true, force: true })
})

async function from(way: string, path: string, use: (source: Source) => Promise<void>): Promise<void> {
  const { signal } = new AbortController()
  if (way !== AT_LOOPBACK) return use(await localSource(path, signal))
  const link = await Link.to(path)
  const file = await Arrival.begin(link.url, `${path}.arriving`, signal, () => undefined)
  const { address, close } = await serveArrival(file)
  try {
    await use({ address, signal, head: (length) => file.head(length), waitedMs: () => 0, hurry: () => undefined, close })
  } finally {
    await close()
    await file.close()
    await link.close()
  }
}

/** What ffprobe logs when it opens it. */
const logOf = (address: string, ...options: string[]) =>
  new Promise<string>((resolve) => {
    execFile(binaries().ffprobe, ['-v', 'verbose', ...options, address], (_, __, stderr) => resolve(stderr))
  })

describe.each(['as a file', AT_LOOPBACK])('%s', (way) => {
  test.each(['another file', 'an address'])('a film that lies in %s is not looked for there', async (where) => {
    const path = where === 'an address' ? `${canaryUrl}/secret.mp4` : join(folder, 'film.mp4')
    const hostile = join(folder, 'hostile.mp4')
    await writeFile(hostile, lyingIn(film, path))
    await from(way, hostile, async ({ address }) => {
      // It is one that a player would follow: only to be allowed it has to be.
      if (where === 'another file')
        expect(await logOf(hostile, '-enable_drefs', '1', '-use_absolute_path', '1')).toContain(`Opening '${path}'`)
      const log = await logOf(address, ...guard(address))
      expect(log).toContain('Skipped opening external track')
      expect(log).not.toMatch(/Opening '/)
    })
    expect(asked).toEqual([])
  })

  test('a film of another kind than those we know is refused, though it has the name of one', async () => {
    const list = join(folder, 'list.mp4')
    await writeFile(list, `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${canaryUrl}/secret.ts\n#EXT-X-ENDLIST\n`)
    await from(way, list, async (source) => {
      await expect(probe(source)).rejects.toMatchObject({ code: 'media.not_media' })
    })
    expect(asked).toEqual([])
  })
})

test('at an address of this machine not even a film that may follow its references opens a file', async () => {
  const hostile = join(folder, 'hostile.mp4')
  await writeFile(hostile, lyingIn(film, join(folder, 'film.mp4')))
  await from(AT_LOOPBACK, hostile, async ({ address }) => {
    expect(await logOf(address, ...guard(address), '-enable_drefs', '1', '-use_absolute_path', '1')).toContain(
      "Protocol 'file' not on whitelist 'http,tcp'",
    )
  })
})

test('a proxy that the machine’s environment names is not asked', async () => {
  const before = process.env.http_proxy
  process.env.http_proxy = canaryUrl
  try {
    await from(AT_LOOPBACK, join(folder, 'film.mp4'), async (source) => {
      expect((await probe(source)).video).toMatchObject({ width: 320 })
    })
    expect(asked).toEqual([])
  } finally {
    if (before === undefined) delete process.env.http_proxy
    else process.env.http_proxy = before
  }
})

test('the address answers one path, to who reads, and nothing of it is a way elsewhere', async () => {
  await from(AT_LOOPBACK, join(folder, 'film.mp4'), async ({ address }) => {
    const part = await fetch(address, { headers: { range: 'bytes=4-7' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, `bytes 4-7/${film.length}`, 'ftyp'])
    const head = await fetch(address, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, `${film.length}`, ''])
    expect(Buffer.from(await (await fetch(address)).arrayBuffer()).equals(film)).toBe(true)
    // As a file has it: no bytes, and no refusal.
    const beyond = await fetch(address, { headers: { range: `bytes=${film.length + 10}-` } })
    expect([beyond.status, await beyond.text()]).toEqual([206, ''])
    for (const other of [new URL('/', address), new URL('/source', address), `${address}/..`, `${address}?x`]) {
      expect((await fetch(other)).status).toBe(404)
    }
    expect((await fetch(address, { method: 'POST', body: 'x' })).status).toBe(404)
  })
})

test('the address of one film answers nothing of another’s', async () => {
  const other = join(folder, 'other.mp4')
  await writeFile(other, 'another school’s film')
  await from(AT_LOOPBACK, join(folder, 'film.mp4'), async (ours) => {
    await from(AT_LOOPBACK, other, async (theirs) => {
      const [mine, foreign] = [new URL(ours.address), new URL(theirs.address)]
      expect((await fetch(new URL(mine.pathname, foreign))).status).toBe(404)
      expect((await fetch(new URL(foreign.pathname, mine))).status).toBe(404)
      expect(await (await fetch(foreign)).text()).toBe('another school’s film')
    })
  })
})
