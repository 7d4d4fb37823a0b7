import { RequestFailed } from '#app/ui/upload/retry.ts'
import { ask, Refused } from './ask.ts'
import type { SaveAnswer } from './courses/lesson/autosave.ts'

/** A server that has not answered by then is tried again. */
const PATIENCE_MS = 30_000

interface Sent {
  /** What the form, and the answer to a conflict, call it. */
  readonly name: string
  readonly value: string
  readonly basedOn: number
  readonly leaving: boolean
}

/**
 * Sends the whole of what an editor holds to a route that answers `{updatedAt}`, the new version, or 409 with what it is now
 * (captions/document.ts, chapters/list.ts), in the shape `Autosave` wants. @throws whatever fetch throws when no answer came
 */
export async function saveDocument(
  url: string,
  { name, value, basedOn, leaving }: Sent,
  says: { signedOut: string; failed: string },
): Promise<SaveAnswer> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const { updatedAt } = await ask(url, { [name]: value, basedOn: String(basedOn) }, { outlive: leaving, signal })
    return { kind: 'saved', updatedAt: Number(updatedAt) }
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    const { status } = error
    const told = error instanceof Refused ? error : undefined
    const current = currentIn(told?.body.current, name)
    if (status === 409 && current) return { kind: 'conflict', ...current }
    if (status === 401) return { kind: 'refused', sentence: says.signedOut, again: false }
    return { kind: 'refused', sentence: told?.sentence || says.failed, again: status >= 500 || status === 408 || status === 429 }
  }
}

function currentIn(body: unknown, name: string): { value: string; updatedAt: number } | undefined {
  if (typeof body !== 'object' || body === null || !('updatedAt' in body) || typeof body.updatedAt !== 'number') return undefined
  const value = new Map<string, unknown>(Object.entries(body)).get(name)
  return typeof value === 'string' ? { value, updatedAt: body.updatedAt } : undefined
}
