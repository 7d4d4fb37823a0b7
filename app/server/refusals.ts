import type { IncomingMessage, ServerResponse } from 'node:http'
import { UNSAFE_ErrorResponseImpl as ErrorResponseImpl } from '@remix-run/router'
import { encode } from 'turbo-stream'
import { sentenceFor } from '#app/locales/sentences.ts'
import { Failure } from '#lib/failure.ts'
import { diskTroubleOf } from '#tenants/database/disk-trouble.ts'

/** What a refused request is told: a sentence for the person, a code for the machine. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly retryAfter?: number
}

export function refusalOf(error: unknown): Refusal {
  const failure = diskTroubleOf(error)
  if (failure instanceof Failure) {
    const { status, code, retryAfter } = failure
    return { status, code, message: sentenceFor(failure), ...(retryAfter === undefined ? {} : { retryAfter }) }
  }
  return { status: 500, code: 'server.failed', message: sentenceFor(new Failure('server.failed', 500)) }
}

const OF_AN_OBJECT = ['Content-Length', 'Content-Range', 'Content-Encoding', 'Accept-Ranges', 'ETag', 'Last-Modified', 'Vary']

/**
 * The one encoder of refusals. A client navigation of Remix (`.data`) gets turbo-stream, because a plain body there
 * throws the page away with what the person typed; a machine gets JSON, a browser a small page.
 */
export async function refuse(req: IncomingMessage, res: ServerResponse, refusal: Refusal): Promise<void> {
  if (res.headersSent) {
    res.destroy()
    return
  }
  if (refusal.retryAfter !== undefined) res.setHeader('Retry-After', String(Math.ceil(refusal.retryAfter)))
  // Somebody may have begun to describe an object that turned out to be gone.
  for (const name of OF_AN_OBJECT) res.removeHeader(name)
  res.setHeader('Cache-Control', 'no-store')
  res.statusCode = refusal.status
  // What was not read of the body must not be taken for the next request.
  if (!req.complete && req.method !== 'GET' && req.method !== 'HEAD') res.setHeader('Connection', 'close')
  const path = (req.url ?? '/').split('?')[0] ?? '/'
  if (path.endsWith('.data')) {
    res.setHeader('Content-Type', 'text/x-script; charset=utf-8')
    res.setHeader('X-Remix-Response', 'yes')
    res.end(req.method === 'HEAD' ? undefined : await turboStream(req, refusal))
  } else if (/\bapplication\/json\b/.test(req.headers.accept ?? '') || !/\btext\/html\b/.test(req.headers.accept ?? '')) {
    res.setHeader('Content-Type', 'application/json; charset=utf-8')
    res.end(req.method === 'HEAD' ? undefined : JSON.stringify({ error: refusal.code, message: refusal.message }))
  } else {
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    res.end(req.method === 'HEAD' ? undefined : refusalPage(refusal))
  }
}

/** As Remix's own single-fetch answers: an error for an action, one below the root for loaders. */
async function turboStream(req: IncomingMessage, refusal: Refusal): Promise<Buffer> {
  const error = new ErrorResponseImpl(refusal.status, '', { code: refusal.code, message: refusal.message })
  const answer = req.method === 'GET' ? { root: { error } } : { error }
  const stream = encode(answer, {
    plugins: [(value) => (value instanceof ErrorResponseImpl ? ['ErrorResponse', value.data, value.status, value.statusText] : undefined)],
  })
  const chunks: Uint8Array[] = []
  const reader = stream.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value)
  return Buffer.concat(chunks)
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

export const refusalPage = ({ status, message }: Refusal): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${status}</title>
<style>:root{color-scheme:light dark}body{font:18px/1.5 Georgia,serif;max-width:34em;margin:18vh auto;padding:0 24px}p{text-wrap:balance}small{font:13px system-ui;opacity:.6}</style>
<p>${escapeHtml(message)}</p><small>${status}</small></html>`
