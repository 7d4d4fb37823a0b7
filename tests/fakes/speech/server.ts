import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What goes wrong with the next request. */
export interface Trouble {
  readonly status: number
  readonly code?: string
  readonly retryAfter?: number
}

const KEY = 'sk-of-a-test'
const MOST_BYTES = 25 * 1024 * 1024

class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly code: string | null = null,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

/**
 * OpenAI's `POST /audio/transcriptions` as its reference says it answers. It hears by really decoding what it is sent: each second
 * that is loud is a segment, and what it says names the second of that file.
 */
export class FakeSpeech {
  readonly #troubles: Trouble[] = []
  /** What was asked, refusals among it. */
  readonly asked: { model: string | null; language: string | null; bytes: number }[] = []
  /** As Whisper names it. */
  language = 'german'
  readonly #server = createServer((req, res) => void this.#serve(req, res))

  static async start(): Promise<FakeSpeech> {
    const fake = new FakeSpeech()
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  /** For the adapter, and for a server process. */
  get options() {
    return { url: this.url, key: KEY, model: 'whisper-1' }
  }
  get env(): Record<string, string> {
    return { SPEECH_URL: this.url, SPEECH_KEY: KEY }
  }

  trouble(...troubles: readonly Trouble[]): void {
    this.#troubles.push(...troubles)
  }

  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      answer(res, 200, await this.#transcribe(req))
    } catch (error) {
      const { status, message, code, headers } = error instanceof Refused ? error : new Refused(500, String(error))
      answer(
        res,
        status,
        { error: { message, type: status === 429 ? (code ?? 'requests') : 'invalid_request_error', param: null, code } },
        headers,
      )
    }
  }

  async #transcribe(req: IncomingMessage): Promise<object> {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    if (req.method !== 'POST' || req.url !== '/v1/audio/transcriptions') throw new Refused(404, `Invalid URL (${req.method} ${req.url})`)
    const headers = new Headers({ 'content-type': req.headers['content-type'] ?? '' })
    const form = await new Response(Buffer.concat(chunks), { headers }).formData().catch(() => {
      throw new Refused(400, 'Could not parse multipart form')
    })
    const file = form.get('file')
    const text = (name: string) => form.get(name)?.toString() ?? null
    this.asked.push({ model: text('model'), language: text('language'), bytes: file instanceof File ? file.size : 0 })
    const trouble = this.#troubles.shift()
    if (trouble)
      throw new Refused(trouble.status, 'as the test wished', trouble.code ?? null, {
        ...(trouble.retryAfter !== undefined && { 'Retry-After': String(trouble.retryAfter) }),
      })
    if (req.headers.authorization !== `Bearer ${KEY}`) throw new Refused(401, 'Incorrect API key provided', 'invalid_api_key')
    if (!(file instanceof File)) throw new Refused(400, 'file is required')
    if (file.size > MOST_BYTES) throw new Refused(413, `Maximum content size limit (${MOST_BYTES}) exceeded`)
    if (!text('model')) throw new Refused(400, 'you must provide a model parameter')
    const language = text('language')
    if (language && !/^[a-z]{2}$/.test(language))
      throw new Refused(400, `Invalid language '${language}'. Language parameter must be specified in ISO-639-1 format.`)
    const loud = await loudSeconds(Buffer.from(await file.arrayBuffer()))
    const segments = loud.seconds.map((start, id) => ({
      id,
      seek: 0,
      start,
      end: start + 1,
      text: ` Second ${start}.`,
      tokens: [],
      temperature: 0,
    }))
    const said = segments
      .map((segment) => segment.text)
      .join('')
      .trim()
    if (text('response_format') !== 'verbose_json') return { text: said }
    return { task: 'transcribe', language: this.language, duration: loud.length, text: said, segments }
  }
}

const RATE = 8_000
/** Of a sample of 16 bits, on average: a tone is far above, silence far below. */
const LOUD = 500

async function loudSeconds(audio: Buffer): Promise<{ seconds: number[]; length: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'heard-'))
  try {
    await writeFile(join(folder, 'audio'), audio)
    const args = ['-v', 'error', '-i', join(folder, 'audio'), '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-']
    const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 }).catch(() => {
      throw new Refused(400, 'The audio file could not be decoded or its format is not supported.')
    })
    const length = stdout.length / 2 / RATE
    const seconds = Array.from({ length: Math.floor(length) }, (_, n) => n).filter((second) => {
      let sum = 0
      for (let at = second * RATE; at < (second + 1) * RATE; at++) sum += Math.abs(stdout.readInt16LE(at * 2))
      return sum / RATE > LOUD
    })
    return { seconds, length }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function answer(res: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  res.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  res.end(JSON.stringify(body))
}
