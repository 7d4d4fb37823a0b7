import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { urls } from '#app/urls.ts'
import type { ChildServer } from './child-server.ts'
import { BenchFailed } from './report.ts'

export interface Sender {
  readonly server: ChildServer
  /** Of the school, as in the dashboard's URLs. */
  readonly slug: string
  /** A member of staff's. */
  readonly cookie: string
}

const Ticket = z.object({ ticket: z.object({ uploadId: z.string(), assetId: z.string(), partSize: z.number() }) })
const Links = z.object({ urls: z.array(z.object({ url: z.string() })) })
const Completed = z.object({ assetId: z.string() })

/** Sends a film as the dashboard's script does. Resolves when the server has said that it is whole, and its job is in. Answers the asset's id. */
export async function uploadFilm(sender: Sender, path: string): Promise<string> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const begun = await wish(sender, { intent: 'begin', name: basename(path), size: String(size), kind: 'video' })
    const { uploadId, partSize } = Ticket.parse(begun).ticket
    for (let number = 1, at = 0; at < size; number++, at += partSize) {
      const part = Buffer.alloc(Math.min(partSize, size - at))
      await file.read(part, 0, part.length, at)
      const offer = { number, size: part.length, sha256: createHash('sha256').update(part).digest('base64') }
      const signed = Links.parse(await wish(sender, { intent: 'sign', uploadId, parts: JSON.stringify([offer]) }))
      await put(sender, signed.urls[0]?.url ?? '', part)
    }
    return Completed.parse(await wish(sender, { intent: 'complete', uploadId })).assetId
  } finally {
    await file.close()
  }
}

/** Origin and all: a request with a cookie that does not say where it comes from is refused. */
const asBrowser = ({ server, cookie }: Sender) => ({
  Host: `localhost:${server.port}`,
  Origin: `http://localhost:${server.port}`,
  Cookie: cookie,
})

async function wish(sender: Sender, fields: Record<string, string>): Promise<unknown> {
  const answer = await sender.server.ask(urls.dashboard.uploads(sender.slug), {
    method: 'POST',
    headers: { ...asBrowser(sender), 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })
  if (answer.status !== 200) throw new BenchFailed(`the upload's ${fields.intent} answered ${answer.status}: ${answer.body}`)
  return JSON.parse(answer.body.toString())
}

async function put(sender: Sender, url: string, part: Buffer): Promise<void> {
  const answer = await sender.server.ask(url, { method: 'PUT', headers: asBrowser(sender), body: part })
  if (answer.status !== 204) throw new BenchFailed(`a part of the upload answered ${answer.status}: ${answer.body}`)
}
