import { randomBytes } from 'node:crypto'
import { open, rename, rm, truncate } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Films } from './films.ts'
import { type CreateUpload, missing, Refused, wrong } from './shapes.ts'
import type { Webhooks } from './webhooks.ts'

type Asked = z.infer<typeof CreateUpload>

class Upload {
  readonly id = randomBytes(24).toString('hex')
  /** What is in its URL: whoever has it may send. */
  readonly key = randomBytes(48).toString('base64url')
  status: 'waiting' | 'asset_created' | 'errored' | 'cancelled' | 'timed_out' = 'waiting'
  assetId: string | undefined
  error: { type: string; message: string } | undefined
  /** Bytes that are kept. */
  size = 0

  constructor(
    readonly asked: Asked,
    readonly createdAt: number,
    readonly path: string,
  ) {}
}

/** What happens to the next request that brings bytes: an answer instead, or the line is cut after so many of them. */
export type SendTrouble = { readonly status: number } | { readonly cutAfter: number }

/** Of what is not the last: cloud.google.com/storage/docs/performing-resumable-uploads#chunked-upload */
const STEP = 256 * 1024

interface Yard {
  readonly folder: string
  readonly webhooks: Webhooks
  readonly films: Films
  now(): number
  origin(): string
}

/**
 * Direct uploads (mux.com/docs/guides/upload-files-directly). The URL is a session of Google Cloud Storage: a file in one piece, or in
 * pieces with Content-Range (cloud.google.com/storage/docs/performing-resumable-uploads).
 */
export class Uploads {
  readonly #uploads = new Map<string, Upload>()
  readonly troubles: SendTrouble[] = []

  constructor(private readonly yard: Yard) {}

  create(asked: Asked): Upload {
    this.yard.films.refuseBeyondPlan(', you cannot create direct uploads while exceeding this limit')
    const upload = new Upload(asked, this.yard.now(), join(this.yard.folder, randomBytes(12).toString('hex')))
    this.#uploads.set(upload.id, upload)
    this.#tell(upload, 'created')
    return upload
  }

  find(id: string): Upload {
    const upload = this.#uploads.get(id)
    if (!upload) throw missing()
    const late = upload.createdAt + upload.asked.timeout * 1_000 <= this.yard.now()
    if (upload.status === 'waiting' && late) upload.status = 'timed_out'
    return upload
  }

  get all(): readonly Upload[] {
    return [...this.#uploads.keys()].map((id) => this.find(id))
  }

  cancel(id: string): Upload {
    const upload = this.find(id)
    if (upload.status !== 'waiting') throw wrong('Upload is not in the waiting state')
    upload.status = 'cancelled'
    this.#tell(upload, 'cancelled')
    return upload
  }

  json({ id, asked, status, assetId, error, key }: Upload): object {
    return {
      ...{ id, status, timeout: asked.timeout, cors_origin: asked.cors_origin, new_asset_settings: asked.new_asset_settings },
      ...(assetId && { asset_id: assetId }),
      ...(error && { error }),
      ...(status === 'waiting' && { url: `${this.yard.origin()}/upload/${id}?upload_id=${key}` }),
    }
  }

  #tell(upload: Upload, what: string): void {
    this.yard.webhooks.tell(`video.upload.${what}`, { type: 'upload', id: upload.id }, this.json(upload))
  }

  /** The storage's own door. */
  async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://storage')
    const upload = this.all.find(({ id, key }) => pathname === `/upload/${id}` && searchParams.get('upload_id') === key)
    if (upload) allow(upload.asked.cors_origin, req, res)
    if (req.method === 'OPTIONS') return void res.writeHead(200).end()
    if (!upload) return void res.writeHead(404).end('Not Found')
    if (req.method !== 'PUT') return void res.writeHead(405).end()
    if (upload.status === 'cancelled' || upload.status === 'timed_out') return void res.writeHead(410).end('Gone')
    const trouble = this.troubles.shift()
    if (trouble && 'status' in trouble) return void res.writeHead(trouble.status).end()
    try {
      const whole = await this.#take(upload, req, trouble?.cutAfter)
      if (!whole) return void res.writeHead(308, upload.size ? { Range: `bytes=0-${upload.size - 1}` } : {}).end()
      await this.#complete(upload)
      res.writeHead(200).end()
    } catch (error) {
      if (error instanceof Cut) return void res.destroy()
      if (!(error instanceof Refused)) throw error
      res.writeHead(error.status).end(error.message)
    }
  }

  /** Whether all of it is here now. @throws Cut when the line broke: what came in whole steps is kept */
  async #take(upload: Upload, req: IncomingMessage, cutAfter: number | undefined): Promise<boolean> {
    const range = rangeOf(req)
    if (upload.status !== 'waiting') return true
    if (range === 'asks') return false
    const { from, last } = range
    if (from > upload.size) throw new Refused(400, 'invalid', `bytes are missing between ${upload.size} and ${from}`)
    const { came, cut } = await keep(req, upload.path, { from, fresh: upload.size === 0, most: cutAfter ?? Number.POSITIVE_INFINITY })
    const whole = last && !cut
    const at = from + came
    upload.size = whole ? at : Math.max(upload.size, at - (at % STEP))
    await truncate(upload.path, upload.size)
    if (cut) throw new Cut()
    return whole
  }

  async #complete(upload: Upload): Promise<void> {
    if (upload.status !== 'waiting') return
    try {
      const settings = upload.asked.new_asset_settings
      const film = this.yard.films.create(settings, (path) => rename(upload.path, path), upload.id)
      upload.status = 'asset_created'
      upload.assetId = film.id
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      upload.status = 'errored'
      upload.error = { type: error.type, message: error.message }
      await rm(upload.path, { force: true })
    }
    this.#tell(upload, upload.status)
  }
}

class Cut extends Error {}

/** Writes what comes to its place. */
async function keep(
  req: IncomingMessage,
  path: string,
  { from, fresh, most }: { from: number; fresh: boolean; most: number },
): Promise<{ came: number; cut: boolean }> {
  const file = await open(path, fresh ? 'w' : 'r+')
  let came = 0
  try {
    for await (const chunk of req) {
      const bytes = (chunk as Buffer).subarray(0, most - came)
      await file.write(bytes, 0, bytes.length, from + came)
      came += bytes.length
      if (came >= most) return { came, cut: true }
    }
    return { came, cut: false }
  } catch {
    // The sender's line broke.
    return { came, cut: true }
  } finally {
    await file.close()
  }
}

/** `bytes 0-99/200`, and `bytes 0-99/*` while the end is not known; a question after what is there is `bytes *` of so many; nothing: the whole file. */
function rangeOf({ headers }: IncomingMessage): 'asks' | { readonly from: number; readonly last: boolean } {
  const said = headers['content-range']
  if (said === undefined) return { from: 0, last: true }
  if (/^bytes \*\/(\d+|\*)$/.test(said)) return 'asks'
  const [, from, to, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(said) ?? []
  const length = Number(to) - Number(from) + 1
  const beyond = total !== '*' && Number(to) >= Number(total)
  if (!(length > 0) || beyond || Number(headers['content-length']) !== length) throw new Refused(400, 'invalid', `Content-Range: ${said}`)
  return { from: Number(from), last: Number(to) + 1 === Number(total) }
}

/** As the session was opened for (cloud.google.com/storage/docs/cross-origin). */
function allow(corsOrigin: string, { headers: { origin } }: IncomingMessage, res: ServerResponse): void {
  if (!origin || (corsOrigin !== '*' && corsOrigin.replace(/\/$/, '') !== origin)) return
  res.setHeader('Access-Control-Allow-Origin', origin)
  res.setHeader('Access-Control-Allow-Methods', 'PUT')
  res.setHeader('Access-Control-Allow-Headers', 'content-type, content-range')
  res.setHeader('Access-Control-Expose-Headers', 'Content-Length, Content-Type, Date, Range, Server, X-GUploader-UploadID')
  res.setHeader('Vary', 'Origin')
}
