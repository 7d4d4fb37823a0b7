/** One part on its way to storage. */
export interface PartToSend {
  readonly url: string
  readonly blob: Blob
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Bytes of this part that have left so far. */
  onProgress(sent: number): void
}

export interface PartAnswer {
  readonly status: number
  readonly retryAfterMs?: number
  /** How many bytes from the beginning of the file have arrived, where the answer says so and may be read. */
  readonly stored?: number
}

/** Answers with whatever status came; rejects when none came, and at once when the signal says stop. */
export type SendPart = (part: PartToSend) => Promise<PartAnswer>

/** The line is taken for dead when not a byte moved for this long. */
const STALLED_MS = 60_000

/** XHR, because fetch tells nothing about bytes that left. The blob is read from disk by the browser as it goes. */
export const sendByXhr: SendPart = ({ url, blob, headers, signal, onProgress }) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new LineLost())
    const request = new XMLHttpRequest()
    let stalled = setTimeout(() => request.abort(), STALLED_MS)
    const stop = () => request.abort()
    signal.addEventListener('abort', stop)
    request.upload.onprogress = (event) => {
      clearTimeout(stalled)
      stalled = setTimeout(() => request.abort(), STALLED_MS)
      onProgress(event.loaded)
    }
    request.onerror = () => reject(new LineLost())
    request.onabort = () => reject(new LineLost())
    request.onload = () => {
      const headers = request.getAllResponseHeaders()
      resolve({ status: request.status, ...retryAfter(headerIn(headers, 'retry-after')), ...storedSoFar(headerIn(headers, 'range')) })
    }
    request.onloadend = () => {
      clearTimeout(stalled)
      signal.removeEventListener('abort', stop)
    }
    request.open('PUT', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.send(blob)
  })

/** No answer came. */
export class LineLost extends Error {
  override readonly name = 'LineLost'
  constructor() {
    super('the connection was lost')
  }
}

/** Asked for by name, a header that storage does not expose to other origins is a complaint on the console. */
const headerIn = (all: string, name: string): string | null => new RegExp(`^${name}: *(.+)$`, 'im').exec(all)?.[1] ?? null

/** RFC 9110, 10.2.3: seconds or a date. Across origins the header is only seen when storage exposes it. */
export function retryAfter(header: string | null, now = Date.now()): { retryAfterMs?: number } {
  if (!header) return {}
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(ms) ? {} : { retryAfterMs: Math.max(0, ms) }
}

/** As a resumable upload says it: `bytes=0-524287`. */
function storedSoFar(range: string | null): { stored?: number } {
  const last = /^bytes=0-(\d+)$/.exec(range?.trim() ?? '')?.[1]
  return last === undefined ? {} : { stored: Number(last) + 1 }
}
