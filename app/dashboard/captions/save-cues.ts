import { RequestFailed } from '#app/ui/upload/retry.ts'
import { ask, Refused } from '../ask.ts'
import type { SaveAnswer } from '../courses/lesson/autosave.ts'

/** A server that has not answered by then is tried again. */
const PATIENCE_MS = 30_000

/** Sends all cues to document.ts, in the shape `Autosave` wants. @throws whatever fetch throws when no answer came */
export async function saveCuesTo(
  url: string,
  { cues, basedOn, leaving }: { cues: string; basedOn: number; leaving: boolean },
  says: { signedOut: string; failed: string },
): Promise<SaveAnswer> {
  try {
    const { updatedAt } = await ask(url, { cues, basedOn: String(basedOn) }, { outlive: leaving, signal: AbortSignal.timeout(PATIENCE_MS) })
    return { kind: 'saved', updatedAt: Number(updatedAt) }
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    const { status } = error
    const told = error instanceof Refused ? error : undefined
    const current: unknown = told?.body.current
    if (status === 409 && isCurrent(current)) return { kind: 'conflict', value: current.cues, updatedAt: current.updatedAt }
    if (status === 401) return { kind: 'refused', sentence: says.signedOut, again: false }
    return { kind: 'refused', sentence: told?.sentence || says.failed, again: status >= 500 || status === 408 || status === 429 }
  }
}

function isCurrent(value: unknown): value is { cues: string; updatedAt: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'cues' in value &&
    typeof value.cues === 'string' &&
    'updatedAt' in value &&
    typeof value.updatedAt === 'number'
  )
}
