import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { RootStorage } from '#integrations/storage/storage.ts'
import type { Log } from '#lib/log.ts'
import type { TransportTrouble } from '#workers/transports/transport.ts'

/** What storage said is believed for so long. Milliseconds. */
const REMEMBERED_MS = 10_000
/** Longer than this nobody waits to hear of it. Milliseconds. */
const PATIENCE_MS = 3_000
/** Nothing is ever put here. */
const NO_OBJECT = 'platform/readyz'

export type Part = 'serving' | 'registry' | 'storage' | 'queue'

export interface ReadinessParts {
  readonly registry: { isWell(): boolean }
  readonly storage: Pick<RootStorage, 'stat'>
  readonly jobsTrouble: () => TransportTrouble | undefined
  readonly log: Log
}

/**
 * Whether this process should be sent visitors. It should not while it stops, while it cannot read the registry, and until it has
 * reached storage and the queue once: a release with a wrong key takes nobody's place. What all processes share and lose later is named and
 * changes nothing, since taking every process away for it would end what goes on without (docs/decisions/0041).
 */
export class Readiness {
  readonly #o: ReadinessParts
  #serving = true
  #storage = { isWell: false, at: Number.NEGATIVE_INFINITY }
  #asking: Promise<void> | undefined
  readonly #reached = new Set<Part>()

  constructor(parts: ReadinessParts) {
    this.#o = parts
  }

  /** From now on it is not ready; resolves when whoever asks has had so long to hear of it. */
  async leave(drainMs: number): Promise<void> {
    this.#serving = false
    if (drainMs > 0) await wait(drainMs)
  }

  /** What is known of each part; nothing is asked for. */
  parts(): [Part, boolean][] {
    const parts: [Part, boolean][] = [
      ['serving', this.#serving],
      ['registry', this.#o.registry.isWell()],
      ['storage', this.#storage.isWell],
      ['queue', this.#o.jobsTrouble() !== 'unreachable'],
    ]
    for (const [part, isWell] of parts) if (isWell) this.#reached.add(part)
    return parts
  }

  /** Answers `/readyz`: 200 or 503, with the names of the parts that are not well. */
  async send(res: ServerResponse): Promise<void> {
    await this.refresh()
    const ill = this.parts().flatMap(([part, isWell]) => (isWell ? [] : part))
    const missing = ill.filter((part) => part === 'serving' || part === 'registry' || !this.#reached.has(part))
    const impaired = ill.filter((part) => !missing.includes(part))
    res.statusCode = missing.length ? 503 : 200
    res.setHeader('Content-Type', 'application/json')
    res.setHeader('Cache-Control', 'no-store')
    res.end(JSON.stringify({ ready: missing.length === 0, missing, impaired }))
  }

  /** Asks storage, once for everybody who wants to know within a few seconds. */
  async refresh(): Promise<void> {
    if (performance.now() - this.#storage.at < REMEMBERED_MS) return
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    await this.#asking
  }

  async #ask(): Promise<void> {
    const late = new AbortController()
    const asked = this.#o.storage.stat(NO_OBJECT).then(
      () => true,
      (error: unknown) => {
        this.#o.log.warn({ err: error }, 'storage could not be reached')
        return false
      },
    )
    const isWell = await Promise.race([asked, wait(PATIENCE_MS, false, { signal: late.signal })])
    late.abort()
    this.#storage = { isWell, at: performance.now() }
  }
}
