import { RequestFailed } from '#app/ui/upload/retry.ts'
import { retryAfter } from '#app/ui/upload/send-part.ts'

/** The server said no: its status, its sentence for the person, and what else its JSON carries. */
export class Refused extends RequestFailed {
  constructor(
    status: number,
    sentence: string,
    readonly body: Readonly<Record<string, unknown>>,
    retryAfterMs?: number,
  ) {
    super(status, retryAfterMs, sentence)
  }
}

/** What fetch keeps alive beyond a page, all requests together (Fetch standard, 5.7: 64 KiB). */
const KEEPALIVE_BYTES = 60_000

/**
 * Sends a form to one of our own routes that answers in JSON (answers.server.ts).
 * @param outlive whether it should arrive even when the page goes now; only small ones can
 * @throws Refused when the server said no; whatever fetch throws when no answer came
 */
export async function ask(
  url: string,
  form?: Readonly<Record<string, string>>,
  { outlive = false, signal }: { outlive?: boolean; signal?: AbortSignal } = {},
): Promise<Readonly<Record<string, unknown>>> {
  const body = form && new FormData()
  for (const [name, value] of Object.entries(form ?? {})) body?.append(name, value)
  const size = Object.values(form ?? {}).reduce((sum, value) => sum + value.length * 3, 1_000)
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET',
    headers: { Accept: 'application/json' },
    ...(body && { body }),
    ...(outlive && size < KEEPALIVE_BYTES && { keepalive: true }),
    ...(signal && { signal }),
  })
  const answer: unknown = await response.json().catch(() => undefined)
  const read = typeof answer === 'object' && answer !== null ? { ...answer } : {}
  if (response.ok) return read
  const told: unknown = 'message' in read ? read.message : undefined
  const { retryAfterMs } = retryAfter(response.headers.get('Retry-After'))
  throw new Refused(response.status, typeof told === 'string' ? told : '', read, retryAfterMs)
}
