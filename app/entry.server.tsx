import { PassThrough } from 'node:stream'
import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext, type HandleErrorFunction } from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
import { renderToPipeableStream } from 'react-dom/server'
import { NonceContext } from './nonce.tsx'

const STREAM_MS = 5_000
export const streamTimeout = STREAM_MS

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  const { nonce, log, requestId } = context.lectern
  return new Promise((resolve, reject) => {
    let shellIsOut = false
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <RemixServer context={remix} url={request.url} nonce={nonce} abortDelay={STREAM_MS} />
      </NonceContext.Provider>,
      {
        nonce,
        onShellReady() {
          shellIsOut = true
          const body = new PassThrough()
          headers.set('Content-Type', 'text/html; charset=utf-8')
          if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'private, no-store')
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status }))
          pipe(body)
        },
        onAllReady: () => clearTimeout(late),
        onShellError(error) {
          clearTimeout(late)
          reject(error)
        },
        onError(error: unknown) {
          if (shellIsOut) log.error({ request: requestId, err: error }, 'rendering failed')
        },
      },
    )
    const late = setTimeout(abort, STREAM_MS + 1_000).unref()
  })
}

/** What a loader or action let through that is nobody's Failure: ours to mend. */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (request.signal.aborted) return
  const { log, requestId } = context.lectern
  if (isRouteErrorResponse(error)) {
    log.info({ request: requestId, path: new URL(request.url).pathname, status: error.status }, 'refused')
    return
  }
  log.error({ request: requestId, path: new URL(request.url).pathname, err: error }, 'route failed')
}
