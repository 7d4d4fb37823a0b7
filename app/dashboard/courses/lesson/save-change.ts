import { RequestFailed } from '#app/ui/upload/retry.ts'
import { ask, Refused } from '../../ask.ts'
import type { SaveAnswer } from './autosave.ts'

/** A server that has not answered by then is tried again. */
const PATIENCE_MS = 30_000

/**
 * Sends one change of a lesson to lesson-text.ts, in the shape `Autosave` wants.
 * @param signedOut what to say when the session is over
 * @throws whatever fetch throws when no answer came
 */
export async function saveChange(
  url: string,
  form: Readonly<Record<string, string>>,
  { leaving = false, signedOut, failed }: { leaving?: boolean; signedOut: string; failed: string },
): Promise<SaveAnswer> {
  try {
    const { updatedAt } = await ask(url, form, { outlive: leaving, signal: AbortSignal.timeout(PATIENCE_MS) })
    return { kind: 'saved', updatedAt: Number(updatedAt) }
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    const { status } = error
    const told = error instanceof Refused ? error : undefined
    const current: unknown = told?.body.current
    if (status === 409 && isText(current)) return { kind: 'conflict', value: current.html, updatedAt: current.updatedAt }
    if (status === 401) return { kind: 'refused', sentence: signedOut, again: false }
    return { kind: 'refused', sentence: told?.sentence || failed, again: status >= 500 || status === 408 || status === 429 }
  }
}

function isText(value: unknown): value is { html: string; updatedAt: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'html' in value &&
    typeof value.html === 'string' &&
    'updatedAt' in value &&
    typeof value.updatedAt === 'number'
  )
}
