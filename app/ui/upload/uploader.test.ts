import { createHash } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RequestFailed } from './retry.ts'
import { LineLost, retryAfter, type SendPart } from './send-part.ts'
import { findUnfinished } from './upload-memory.ts'
import type { UploadEndpoints, UploadFile, UploadSnapshot, UploadState } from './upload-state.ts'
import { Upload, type UploadOptions } from './uploader.ts'

const PART = 64 * 1024
const BYTES = Buffer.from(Array.from({ length: 4 * PART + 100 }, (_, index) => (index * 7) % 251))

let storage: FakeStorage
beforeEach(async () => {
  storage = await FakeStorage.open()
  Object.assign(globalThis, { localStorage: shelf() })
})
afterEach(async () => {
  await storage.close()
  Reflect.deleteProperty(globalThis, 'localStorage')
})

test('sends every part with its checksum, three at a time, and completes', async () => {
  const upload = make()
  const states = statesOf(upload)
  const releases = [1, 2, 3].map((number) => storage.hold(number))
  const arrivals = [1, 2, 3].map((number) => storage.arrived(number))
  const started = upload.start()
  await Promise.all(arrivals)
  for (const release of releases) release()
  await started
  expect(states).toEqual(['preparing', 'uploading', 'completing', 'done'])
  expect(storage.finished?.equals(BYTES)).toBe(true)
  expect(storage.mostAtOnce).toBe(3)
  expect(storage.checksums).toHaveLength(5)
  expect(upload.snapshot()).toMatchObject({ state: 'done', sentBytes: BYTES.length, totalBytes: BYTES.length, assetId: 'asset_1' })
})

test('an empty file is one empty part', async () => {
  const upload = make({ file: fileOf(Buffer.alloc(0)) })
  await upload.start()
  expect(upload.snapshot().state).toBe('done')
  expect(storage.finished).toHaveLength(0)
})

test('reads one part at a time', async () => {
  let reading = 0
  let most = 0
  const file = fileOf(BYTES)
  const slice = file.slice.bind(file)
  file.slice = (start, end) => {
    const blob = slice(start, end)
    const read = blob.arrayBuffer.bind(blob)
    blob.arrayBuffer = async () => {
      most = Math.max(most, ++reading)
      const bytes = await read()
      reading--
      return bytes
    }
    return blob
  }
  await make({ file }).start()
  expect(storage.finished?.equals(BYTES)).toBe(true)
  expect(most).toBe(1)
})

test('leaves the checksum out where the browser cannot compute it', async () => {
  const crypto = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true })
  try {
    await make().start()
  } finally {
    Object.defineProperty(globalThis, 'crypto', crypto)
  }
  expect(storage.finished?.equals(BYTES)).toBe(true)
  expect(storage.checksums).toEqual([])
})

test('tries again after 5xx, 429 and a cut line, waiting longer each time and as long as it is asked to', async () => {
  const waits: number[] = []
  storage.answers.set(2, [{ status: 503 }, { status: 500 }, { status: 429, retryAfter: '7' }, 'cut'])
  const upload = make({ wait: async (ms) => void waits.push(ms), random: () => 1 })
  await upload.start()
  expect(upload.snapshot().state).toBe('done')
  expect(storage.finished?.equals(BYTES)).toBe(true)
  expect(waits).toEqual([500, 1000, 7000, 4000])
})

test('spreads the waits by chance', async () => {
  const waits: number[] = []
  storage.answers.set(1, [{ status: 503 }])
  storage.answers.set(2, [{ status: 503 }])
  const chances = [0, 0.5]
  await make({ wait: async (ms) => void waits.push(ms), random: () => chances.shift() ?? 0 }).start()
  expect(waits.sort()).toEqual([250, 375])
})

test('signs again when a signature has expired, and gives up when fresh ones are refused too', async () => {
  storage.answers.set(3, [{ status: 403 }, { status: 403 }])
  const upload = make()
  await upload.start()
  expect(upload.snapshot().state).toBe('done')
  expect(storage.signed.filter((number) => number === 3)).toHaveLength(3)

  storage.answers.set(3, [{ status: 403 }, { status: 403 }, { status: 403 }])
  const refused = make()
  await refused.start()
  expect(refused.snapshot()).toMatchObject({ state: 'failed', problem: 'refused' })
})

test('fails in words after many tries, keeps what was sent, and resume() finishes it', async () => {
  storage.answers.set(
    4,
    Array.from({ length: 8 }, () => 'cut' as const),
  )
  const upload = make()
  await upload.start()
  expect(upload.snapshot()).toMatchObject({ state: 'failed', problem: 'line' })
  const before = storage.puts.length
  await upload.resume()
  expect(upload.snapshot()).toMatchObject({ state: 'done', problem: undefined })
  expect(storage.puts.slice(before)).not.toContain(1)
  expect(storage.finished?.equals(BYTES)).toBe(true)
})

test('a refusal that trying again cannot mend fails at once', async () => {
  storage.answers.set(1, [{ status: 413 }])
  const upload = make()
  await upload.start()
  expect(upload.snapshot()).toMatchObject({ state: 'failed', problem: 'refused' })
  expect(storage.puts.filter((number) => number === 1)).toHaveLength(1)
})

test('pause takes no new parts and lets those on their way arrive; resume sends the rest and nothing twice', async () => {
  const upload = make()
  const states = statesOf(upload)
  const open = [1, 2, 3].map((number) => storage.hold(number))
  const started = upload.start()
  await Promise.all([1, 2, 3].map((number) => storage.arrived(number)))
  upload.pause()
  expect(upload.snapshot().state).toBe('pausing')
  for (const one of open) one()
  await started
  expect(states).toEqual(['preparing', 'uploading', 'pausing', 'paused'])
  expect([...storage.stored.keys()].sort()).toEqual([1, 2, 3])
  expect(upload.snapshot().sentBytes).toBe(3 * PART)
  const before = storage.puts.length
  await upload.resume()
  expect(upload.snapshot().state).toBe('done')
  expect(storage.puts.slice(before).sort()).toEqual([4, 5])
})

test('a pause that comes when the last parts are on their way has nothing left to pause', async () => {
  const upload = make()
  const open = storage.hold(5)
  const started = upload.start()
  await storage.arrived(5)
  await until(upload, (now) => now.sentBytes >= 4 * PART)
  upload.pause()
  open()
  await started
  expect(upload.snapshot().state).toBe('done')
})

test('a pause does not wait for a part that was lost', async () => {
  const upload = make()
  const open = storage.hold(1)
  storage.answers.set(1, ['cut'])
  const started = upload.start()
  await storage.arrived(1)
  await until(upload, (now) => now.sentBytes >= 3 * PART)
  upload.pause()
  open()
  await started
  expect(upload.snapshot().state).toBe('paused')
})

test('a pause and resume while the server prepares begin one upload', async () => {
  const upload = make()
  const started = upload.start()
  upload.pause()
  expect(upload.snapshot().state).toBe('paused')
  await Promise.all([started, upload.resume()])
  expect(upload.snapshot().state).toBe('done')
  expect(storage.begun).toBe(1)
})

test('goes offline with the line and on by itself when it is back, unless the person paused meanwhile', async () => {
  const line = network()
  const upload = make({ network: line })
  storage.hold(2)
  const started = upload.start()
  await storage.arrived(2)
  line.set(false)
  await started
  expect(upload.snapshot().state).toBe('offline')
  line.set(true)
  await until(upload, (now) => now.state === 'done')
  expect(storage.finished?.equals(BYTES)).toBe(true)

  const paused = make({ network: line })
  line.set(false)
  await paused.start()
  expect(paused.snapshot().state).toBe('offline')
  paused.pause()
  line.set(true)
  expect(paused.snapshot().state).toBe('paused')
})

test('cancel stops, forgets, and tells the server', async () => {
  const upload = make({ scope: 'school' })
  storage.hold(1)
  const started = upload.start()
  await storage.arrived(1)
  expect(findUnfinished('school')).toHaveLength(1)
  await upload.cancel()
  await started
  expect(upload.snapshot().state).toBe('cancelled')
  expect(storage.aborted).toEqual(['up_1'])
  expect(findUnfinished('school')).toEqual([])
})

test('cancelled while the server prepares, the upload that began is given up too', async () => {
  const upload = make({ scope: 'school' })
  const started = upload.start()
  await upload.cancel()
  await started
  expect(storage.aborted).toEqual(['up_1'])
  expect(upload.snapshot().state).toBe('cancelled')
  expect(findUnfinished('school')).toEqual([])
})

test('after a reload the same file goes on where it stopped, another file begins anew', async () => {
  const before = make({ scope: 'school' })
  storage.hold(5)
  const started = before.start()
  await storage.arrived(5)
  await until(before, (now) => now.sentBytes >= 4 * PART)
  before.pause(true)
  await started
  expect(findUnfinished('school')).toMatchObject([{ uploadId: 'up_1', assetId: 'asset_1', fingerprint: { name: 'film.mp4' } }])
  expect(findUnfinished('elsewhere')).toEqual([])

  const sent = storage.puts.length
  const after = make({ scope: 'school' })
  await after.start()
  expect(after.snapshot().state).toBe('done')
  expect(storage.begun).toBe(1)
  expect(storage.puts.slice(sent)).toEqual([5])
  expect(findUnfinished('school')).toEqual([])

  await make({ scope: 'school', file: fileOf(BYTES, 'film.mp4', 2) }).start()
  expect(storage.begun).toBe(2)
})

test('an upload that the server has forgotten begins anew', async () => {
  const before = make({ scope: 'school' })
  storage.hold(1)
  const started = before.start()
  await storage.arrived(1)
  before.pause(true)
  await started
  storage.forgetAll()
  const after = make({ scope: 'school' })
  await after.start()
  expect(after.snapshot().state).toBe('done')
  expect(storage.begun).toBe(2)
})

test('parts that the server lost are sent again when completing shows it', async () => {
  const upload = make()
  storage.loseAtCompletion = 2
  await upload.start()
  expect(upload.snapshot().state).toBe('done')
  expect(storage.finished?.equals(BYTES)).toBe(true)
})

test('a file that cannot be read any more is said to be the file', async () => {
  const file = fileOf(BYTES)
  const slice = file.slice.bind(file)
  file.slice = (start, end) =>
    Object.assign(slice(start, end), { arrayBuffer: () => Promise.reject(new DOMException('', 'NotReadableError')) })
  const upload = make({ file })
  await upload.start()
  expect(upload.snapshot()).toMatchObject({ state: 'failed', problem: 'file' })
})

test('tells a smooth pace and the time left', async () => {
  let clock = 0
  const upload = make({
    now: () => clock,
    send: ({ blob, signal, onProgress }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new LineLost()))
        // The last, small part hangs: the pace is that of the ones before.
        if (blob.size < PART) return
        for (const share of [0.5, 1]) {
          clock += 1000
          onProgress(blob.size * share)
        }
        resolve({ status: 200 })
      }),
  })
  const started = upload.start()
  await until(upload, (now) => now.sentBytes === 4 * PART)
  const { bytesPerSecond, secondsLeft } = upload.snapshot()
  expect(bytesPerSecond).toBeCloseTo(PART / 2)
  expect(secondsLeft).toBeCloseTo(100 / (PART / 2))
  upload.pause(true)
  await started
  expect(upload.snapshot().bytesPerSecond).toBeUndefined()
})

test('understands Retry-After as seconds and as a date', () => {
  expect(retryAfter('3')).toEqual({ retryAfterMs: 3000 })
  expect(retryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toEqual({ retryAfterMs: 6000 })
  expect(retryAfter('soon')).toEqual({})
  expect(retryAfter(null)).toEqual({})
})

function make(options: Partial<UploadOptions> = {}): Upload {
  return new Upload({ file: fileOf(BYTES), endpoints: storage.endpoints, send: sendByFetch, wait: async () => undefined, ...options })
}

function fileOf(bytes: Buffer, name = 'film.mp4', lastModified = 1): UploadFile {
  return Object.assign(new Blob([new Uint8Array(bytes)], { type: 'video/mp4' }), { name, lastModified })
}

const sendByFetch: SendPart = async ({ url, blob, headers, signal, onProgress }) => {
  const answer = await fetch(url, { method: 'PUT', body: blob, headers, signal }).catch(() => {
    throw new LineLost()
  })
  onProgress(blob.size)
  return { status: answer.status, ...retryAfter(answer.headers.get('retry-after')) }
}

function statesOf(upload: Upload): UploadState[] {
  const states: UploadState[] = []
  upload.subscribe(() => {
    const { state } = upload.snapshot()
    if (states.at(-1) !== state) states.push(state)
  })
  return states
}

/** Resolves at the first snapshot that is so. */
function until(upload: Upload, isSo: (now: UploadSnapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo(upload.snapshot())) return
      stop()
      resolve()
    }
    const stop = upload.subscribe(look)
    look()
  })
}

function network() {
  let online = true
  const listeners = new Set<() => void>()
  return {
    isOnline: () => online,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(now: boolean) {
      online = now
      for (const listener of listeners) listener()
    },
  }
}

function shelf() {
  const kept = new Map<string, string>()
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  }
}

type Answer = { status: number; retryAfter?: string } | 'cut'

/** Storage with signed parts over real HTTP; it checks sizes and checksums as the real one does. */
class FakeStorage {
  readonly stored = new Map<number, Buffer>()
  readonly answers = new Map<number, Answer[]>()
  readonly puts: number[] = []
  readonly signed: number[] = []
  readonly checksums: string[] = []
  readonly aborted: string[] = []
  finished: Buffer | undefined
  begun = 0
  mostAtOnce = 0
  loseAtCompletion: number | undefined
  #atOnce = 0
  #size = 0
  #alive = false
  readonly #held = new Map<number, Promise<unknown>>()
  readonly #arrivals = new Map<number, () => void>()

  private constructor(readonly server: Server) {
    server.on('request', (request, response) => void this.#take(request, response))
  }

  static async open(): Promise<FakeStorage> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new FakeStorage(server)
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  /** The next time this part comes, it gets no answer until the returned function is called. */
  hold(number: number): () => void {
    const gate = new EventEmitter()
    this.#held.set(number, once(gate, 'open'))
    return () => void gate.emit('open')
  }

  arrived(number: number): Promise<void> {
    return new Promise((resolve) => void this.#arrivals.set(number, resolve))
  }

  forgetAll(): void {
    this.#alive = false
    this.stored.clear()
  }

  readonly endpoints: UploadEndpoints = {
    begin: async (file) => {
      this.begun++
      this.#size = file.size
      this.#alive = true
      this.stored.clear()
      return this.#ticket()
    },
    resume: async () => this.#ticket(),
    sign: async (uploadId, parts) => {
      this.signed.push(...parts.map((part) => part.number))
      const address = this.server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      return parts.map(({ number, size }) => ({ number, url: `http://127.0.0.1:${port}/${uploadId}/${number}?size=${size}` }))
    },
    complete: async () => {
      if (this.loseAtCompletion) this.stored.delete(this.loseAtCompletion)
      this.loseAtCompletion = undefined
      const numbers = [...this.stored.keys()].sort((a, b) => a - b)
      const whole = Buffer.concat(numbers.map((number) => this.stored.get(number)!))
      if (whole.length !== this.#size) throw new RequestFailed(409)
      this.finished = whole
    },
    abort: async (uploadId) => void this.aborted.push(uploadId),
  }

  #ticket() {
    if (!this.#alive) throw new RequestFailed(404)
    return { uploadId: 'up_1', assetId: 'asset_1', partSize: PART, parts: [...this.stored.keys()] }
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://storage')
    const number = Number(url.pathname.split('/')[2])
    this.puts.push(number)
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce)
    response.on('close', () => this.#atOnce--)
    request.on('error', () => undefined)
    const held = this.#held.get(number)
    this.#held.delete(number)
    this.#arrivals.get(number)?.()
    await held
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk)
    } catch {
      return // The browser hung up.
    }
    const bytes = Buffer.concat(chunks)
    const answer = this.answers.get(number)?.shift()
    if (answer === 'cut') return void request.socket.destroy()
    if (answer) return void response.writeHead(answer.status, answer.retryAfter ? { 'retry-after': answer.retryAfter } : {}).end()
    const claimed = request.headers['x-amz-checksum-sha256']
    if (typeof claimed === 'string') {
      this.checksums.push(claimed)
      if (createHash('sha256').update(bytes).digest('base64') !== claimed) return void response.writeHead(400).end()
    }
    if (bytes.length !== Number(url.searchParams.get('size'))) return void response.writeHead(400).end()
    this.stored.set(number, bytes)
    response.writeHead(200).end()
  }
}
