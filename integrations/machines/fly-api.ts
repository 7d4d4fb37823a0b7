import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { MachinesFailure, type MachinesTrouble } from './machines.ts'

/** One answer may take so long. Milliseconds. */
const PATIENCE_MS = 10_000
const TRIES = 4
/** Between the first try and the second; the next waits are twice as long each. Milliseconds. */
const PAUSE_MS = 500
/** Whatever Retry-After says. Milliseconds. */
const LONGEST_PAUSE_MS = 10_000

const Refusal = z.object({ error: z.string() })

export interface FlyApi {
  ask<S extends z.ZodType>(request: FlyRequest, shape: S): Promise<z.infer<S>>
}

export interface FlyRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the app's machines: ``, `/<id>/stop`. */
  readonly path: string
  readonly body?: unknown
  /** Of the lease the machine is held by. */
  readonly nonce?: string
  readonly signal?: AbortSignal | undefined
}

export interface FlyApiOptions {
  readonly apiUrl: string
  readonly token: string
  readonly app: string
  /** Waits before another try. */
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<unknown>
}

/**
 * Speaks to https://api.machines.dev: one answer or one failure a request. What may pass (429, 5xx, no answer) is tried again,
 * after as long as Fly says. So a request must be one that may be made twice.
 */
export function flyApi({ apiUrl, token, app, pause = (ms, signal) => wait(ms, undefined, { signal }) }: FlyApiOptions): FlyApi {
  async function once<S extends z.ZodType>({ method, path, body, nonce, signal }: FlyRequest, shape: S): Promise<z.infer<S>> {
    const timeout = AbortSignal.timeout(PATIENCE_MS)
    const answer = await fetch(`${apiUrl}/v1/apps/${app}/machines${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'User-Agent': 'Lectern',
        ...(nonce === undefined ? {} : { 'fly-machine-lease-nonce': nonce }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    const text = await answer.text()
    if (!answer.ok) throw refused(answer, text, path, app)
    return shape.parse(parseJson(text))
  }

  return {
    async ask(request, shape) {
      for (let tries = 1; ; tries++) {
        try {
          return await once(request, shape)
        } catch (error) {
          if (request.signal?.aborted) throw error
          const failure =
            error instanceof Passing || error instanceof MachinesFailure
              ? error
              : new Passing('away', `Fly gave no answer that can be read: ${error}`, { cause: error })
          if (!(failure instanceof Passing) || tries === TRIES) throw failure
          await pause(Math.min(LONGEST_PAUSE_MS, failure.retryAfterMs ?? PAUSE_MS * 2 ** (tries - 1)), request.signal)
        }
      }
    },
  }
}

/** One that may go by itself. */
class Passing extends MachinesFailure {
  retryAfterMs?: number
}

/** What is said with these statuses differs by what is wrong, so the words are looked at too. */
const WORDS: readonly [RegExp, MachinesTrouble][] = [
  [/lease/i, 'held'],
  [/already.exists|unique machine name/i, 'taken'],
  [/could not reserve|insufficient|capacity/i, 'no_room'],
  [/failed_precondition|current state|still active/i, 'state'],
]

function refused({ status, headers }: Response, text: string, path: string, app: string): MachinesFailure {
  const said = Refusal.safeParse(parseJson(text)).data?.error ?? text.slice(0, 200)
  if (status === 401 || status === 403)
    return new MachinesFailure(
      'refused',
      `Fly refuses FLY_API_TOKEN (${status}). Make one for the app: flyctl tokens create deploy --app ${app}`,
    )
  if (status === 404)
    return new MachinesFailure('unknown', path.startsWith('/') ? `Fly knows no such machine: ${said}` : `Fly knows no app ${app}: ${said}`)
  if (status === 429 || status === 408 || status >= 500) {
    const passing = new Passing(status === 429 ? 'limited' : 'away', `Fly answered ${status}: ${said}`)
    const seconds = Number(headers.get('retry-after') ?? 'none')
    if (Number.isFinite(seconds)) passing.retryAfterMs = seconds * 1_000
    return passing
  }
  const trouble = WORDS.find(([words]) => words.test(said))?.[1] ?? 'invalid'
  return new MachinesFailure(trouble, `Fly answered ${status}: ${said}`)
}

/** Undefined for what is no JSON: an empty answer, a proxy's page. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
