import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Film, Films } from './films.ts'
import { picture, storyboard, TILES } from './prepare.ts'
import type { Audience, Claims, SignedPaths, SigningKey } from './tokens.ts'

interface House {
  readonly films: Films
  readonly key: SigningKey
  readonly paths: SignedPaths
  now(): number
  streamOrigin(): string
  imageOrigin(): string
}

/** What viewers are given: stream.mux.com with the CDN behind it, and image.mux.com. */
export class Delivery {
  /** Answers, in order: `200 /x.m3u8`. */
  readonly answered: string[] = []

  constructor(private readonly house: House) {}

  /** mux.com/docs/guides/play-your-videos, …/secure-video-playback */
  async stream(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = this.#open(req, res, 'http://stream')
    const [, playbackId] = /^\/([0-9a-f]+)\.m3u8$/.exec(url.pathname) ?? []
    if (playbackId) {
      const { film, claims } = this.#admit(url, playbackId, 'v')
      return send(res, 'application/vnd.apple.mpegurl', this.#master(film, claims))
    }
    const expires = this.house.paths.check(url, this.house.now())
    if (expires === undefined) throw new Closed(403)
    const [, what, id = '', file = ''] = /^\/(hls|masters)\/([0-9a-f]+)\/([\w.-]+)$/.exec(url.pathname) ?? []
    const film = this.house.films.all.find((one) => one.id === id)
    if (!film) throw new Closed(404)
    if (what === 'masters') return this.#download(film, url, res)
    if (!file.endsWith('.m3u8')) return void (await sendFile(res, 'video/mp2t', join(film.folder, 'hls', file)))
    const playlist = await readFile(join(film.folder, 'hls', file), 'utf8')
    const signed = playlist.replace(/^[^#\s].*$/gm, (name) => this.#address(`/hls/${id}/${name}`, expires))
    send(res, 'application/vnd.apple.mpegurl', signed)
  }

  /** mux.com/docs/guides/get-images-from-a-video, …/create-timeline-hover-previews */
  async image(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = this.#open(req, res, 'http://image')
    const [, playbackId = '', file] = /^\/([0-9a-f]+)\/(thumbnail\.jpg|storyboard\.(?:vtt|jpg))$/.exec(url.pathname) ?? []
    if (!file) throw new Closed(404)
    const { film, claims } = this.#admit(url, playbackId, file === 'thumbnail.jpg' ? 't' : 's')
    const seconds = film.prepared?.seconds ?? 0
    if (!film.prepared?.picture) throw new Closed(404)
    if (file === 'storyboard.vtt') {
      const image = `${this.house.imageOrigin()}/${playbackId}/storyboard.jpg${url.search}`
      return send(res, 'text/vtt', cues(image, seconds))
    }
    if (file === 'storyboard.jpg') return send(res, 'image/jpeg', await storyboard(film.source, seconds))
    const time = numberIn(claims, 'time') ?? seconds / 2
    send(res, 'image/jpeg', await picture(film.source, Math.min(time, seconds * 0.99), numberIn(claims, 'width')))
  }

  masterUrl(film: Film, until: number): string {
    return this.#address(`/masters/${film.id}/master.mp4`, Math.floor(until / 1_000))
  }

  #open(req: IncomingMessage, res: ServerResponse, base: string): URL {
    res.setHeader('Access-Control-Allow-Origin', '*')
    res.once('finish', () => void this.answered.push(`${res.statusCode} ${req.url?.split('?')[0] ?? ''}`))
    if (req.method !== 'GET' && req.method !== 'HEAD') throw new Closed(405)
    return new URL(req.url ?? '/', base)
  }

  #admit(url: URL, playbackId: string, aud: Audience): { film: Film; claims: Claims | undefined } {
    const found = this.house.films.playing(playbackId)
    if (!found) throw new Closed(404)
    if (found.policy === 'public') return { film: found.film, claims: undefined }
    const claims = this.house.key.check(url.searchParams.get('token'), { sub: playbackId, aud }, this.house.now())
    // With a token every parameter belongs into it (mux.com/docs/guides/secure-video-playback).
    if (!claims || url.searchParams.size > 1) throw new Closed(403)
    return { film: found.film, claims }
  }

  #master({ id, prepared }: Film, claims: Claims | undefined): string {
    const expires = claims?.exp ?? Math.floor(this.house.now() / 1_000) + 86_400
    const variants = (prepared?.rungs ?? []).flatMap(({ name, width, height }) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${height ? height * 2_000 : 80_000}${height ? `,RESOLUTION=${width}x${height}` : ''}`,
      this.#address(`/hls/${id}/${name}.m3u8`, expires),
    ])
    return `${['#EXTM3U', '#EXT-X-VERSION:5', '#EXT-X-INDEPENDENT-SEGMENTS', ...variants].join('\n')}\n`
  }

  #address(path: string, expires: number): string {
    return this.house.streamOrigin() + this.house.paths.sign(path, expires)
  }

  async #download(film: Film, url: URL, res: ServerResponse): Promise<void> {
    if (film.master?.status !== 'ready') throw new Closed(403)
    const name = url.searchParams.get('download')
    if (name !== null) res.setHeader('Content-Disposition', `attachment; filename="${name.replace(/[^\w. -]/g, '') || 'master.mp4'}"`)
    await sendFile(res, 'video/mp4', film.source)
  }
}

/** Why nothing is given: the status. */
export class Closed extends Error {
  constructor(readonly status: number) {
    super(String(status))
  }
}

function send(res: ServerResponse, type: string, body: string | Buffer): void {
  res.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body)
}

async function sendFile(res: ServerResponse, type: string, path: string): Promise<void> {
  res.writeHead(200, { 'Content-Type': type })
  await pipeline(createReadStream(path), res)
}

function numberIn(claims: Claims | undefined, name: string): number | undefined {
  const value = Number(claims?.[name] ?? Number.NaN)
  return Number.isFinite(value) && value >= 0 ? value : undefined
}

function cues(image: string, seconds: number): string {
  const { columns, rows, width, height } = TILES
  const each = seconds / (columns * rows)
  const all = Array.from({ length: columns * rows }, (_, n) => {
    const [x, y] = [(n % columns) * width, Math.floor(n / columns) * height]
    return `${clock(n * each)} --> ${clock((n + 1) * each)}\n${image}#xywh=${x},${y},${width},${height}\n`
  })
  return ['WEBVTT\n', ...all].join('\n')
}

const clock = (seconds: number) => new Date(Math.round(seconds * 1_000)).toISOString().slice(11, 23)
