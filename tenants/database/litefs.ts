import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { chunksOf } from '#lib/chunks-of.ts'
import { isCode } from '#lib/errno.ts'
import type { Log } from '#lib/log.ts'
import type { Cluster, Role } from './cluster.ts'
import { Unconfirmed } from './failures.ts'

export interface LitefsOptions {
  /** Where LiteFS is mounted. */
  readonly folder: string
  /** LiteFS's own API on this machine, `http://127.0.0.1:20202`: it has no authentication and answers nobody else. */
  readonly api: string
  readonly log: Log
}

/** Until the event stream is tried again. */
const AGAIN_MS = 200
/** Between two looks at a position somebody waits for: replication takes about two; who waits for longer is looked after less often. */
const LOOK_MS = 3
const LONGEST_LOOK_MS = 60
const FIRST_WORD_MS = 30_000

const TICK_MS = 500
/**
 * LiteFS renews its lease every half of its time to live, ten seconds at least with Consul: who stood still for less than the other half
 * has it. Milliseconds.
 */
const STOOD_STILL_MS = 4_000
/** By then LiteFS has tried to renew it, and has said so where it could not. */
const DOUBT_MS = 6_000

/**
 * What `GET /events` says, a JSON object a line: `init` at the beginning and `primaryChange` afterwards (LiteFS 0.5.14, store.go),
 * `tx` once for each commit and file on every machine that has it. Other types may come.
 */
const Word = z.discriminatedUnion('type', [
  z.object({ type: z.literal(['init', 'primaryChange']), data: z.object({ isPrimary: z.boolean(), hostname: z.string().default('') }) }),
  z.object({ type: z.literal('tx'), db: z.string() }),
])

const WAITING: Role = { is: 'waiting' }

/**
 * The machines below one LiteFS lease, heard of by the event stream of the one beside this process. A stream that is cut says nothing
 * of what came meanwhile: every file counts as changed, and nobody is known to be primary, until it speaks again.
 * @throws when LiteFS says nothing for half a minute
 */
export async function joinLitefs({ folder, api, log }: LitefsOptions): Promise<Cluster> {
  const ending = new AbortController()
  const commits = new Map<string, number>()
  const told: ((role: Role) => void)[] = []
  let heard: Role = WAITING
  /** Goes up with each stream: what was counted before it is not what is counted now. */
  let stream = 0
  let isHeard = false

  let tickedAt = performance.now()
  let doubtedUntil = 0

  /** Notices that this process, or LiteFS below it, stood still. */
  function tick(): void {
    const now = performance.now()
    if (now - tickedAt > STOOD_STILL_MS) {
      log.warn({ ms: Math.round(now - tickedAt) }, 'this machine stood still; whether it is primary is waited for')
      doubtedUntil = now + DOUBT_MS
    }
    tickedAt = now
  }
  const ticking = setInterval(tick, TICK_MS)
  ticking.unref()
  const isDoubted = () => heard.is === 'primary' && performance.now() < doubtedUntil

  function take(next: Role): void {
    const was = heard
    if (was.is === next.is && (was.is !== 'replica' || next.is !== 'replica' || was.primary === next.primary)) return
    heard = next
    log.info({ was: was.is, role: next.is, primary: next.is === 'replica' ? next.primary : undefined }, 'role in the cluster')
    for (const tell of told) {
      try {
        tell(next)
      } catch (error) {
        // What is heard must go on: whoever could not do what the role asks for says so here.
        log.error({ err: error, role: next.is }, 'a change of role could not be followed')
      }
    }
  }

  const changed = (file: string) => void commits.set(file, (commits.get(file) ?? 0) + 1)

  function hear(line: string): void {
    const { data: word } = Word.safeParse(JSON.parse(line))
    if (!word) return
    if (word.type === 'tx') changed(word.db)
    else take(roleIn(word.data))
  }

  async function listen(begun: () => void): Promise<void> {
    const answer = await fetch(`${api}/events`, { signal: ending.signal })
    if (!answer.ok || !answer.body) throw new Error(`LiteFS answers ${answer.status} to /events`)
    stream++
    for await (const line of createInterface({ input: Readable.from(chunksOf(answer.body)) })) {
      hear(line)
      isHeard = true
      begun()
    }
  }

  async function keepListening(begun: () => void): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        await listen(begun)
      } catch (error) {
        if (!ending.signal.aborted) log.warn({ err: error }, 'the event stream of LiteFS is cut')
      }
      isHeard = false
      take(WAITING)
      await wait(AGAIN_MS, undefined, { signal: ending.signal, ref: false }).catch(() => undefined)
    }
  }

  const position = (file: string) => positionIn(folder, file)

  const first = new Promise<void>((resolve) => void keepListening(resolve))
  const late = wait(FIRST_WORD_MS, 'late' as const, { signal: ending.signal, ref: true }).catch(() => 'late' as const)
  if ((await Promise.race([first, late])) === 'late') {
    ending.abort()
    throw new Error(`LiteFS says nothing at ${api}/events`)
  }

  return {
    get role() {
      tick()
      return isDoubted() ? WAITING : heard
    },
    isShared: true,
    position,
    async reached(file, wanted, withinMs) {
      const deadline = performance.now() + withinMs
      for (let pause = LOOK_MS; ; pause = Math.min(2 * pause, LONGEST_LOOK_MS)) {
        const now = position(file)
        if (now !== undefined && now >= wanted) return true
        if (performance.now() >= deadline) return false
        await wait(pause)
      }
    },
    heardOf: (file) => (isHeard ? stream * 2 ** 32 + (commits.get(file) ?? 0) : undefined),
    changed,
    async confirmed() {
      tick()
      while (isDoubted()) await wait(LONGEST_LOOK_MS)
      if (heard.is !== 'primary') throw new Unconfirmed()
    },
    onRole: (tell) => void told.push(tell),
    close() {
      clearInterval(ticking)
      ending.abort()
    },
  }
}

const roleIn = ({ isPrimary, hostname }: { isPrimary: boolean; hostname: string }): Role =>
  isPrimary ? { is: 'primary' } : hostname ? { is: 'replica', primary: hostname } : WAITING

/** `000000000000001f/b2c4…`: transaction id, then checksum. */
function positionIn(folder: string, file: string): string | undefined {
  try {
    return /^[0-9a-f]{16}(?=\/)/.exec(readFileSync(join(folder, `${file}-pos`), 'latin1'))?.[0]
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** How it is at this moment, for a command that ends soon. */
export function litefsNow(folder: string): Cluster {
  const primary = primaryIn(folder)
  return {
    role: primary === undefined ? { is: 'primary' } : { is: 'replica', primary },
    isShared: true,
    position: (file) => positionIn(folder, file),
    reached: (file, wanted) => Promise.resolve((positionIn(folder, file) ?? '') >= wanted),
    heardOf: () => undefined,
    changed() {},
    confirmed: () => Promise.resolve(),
    onRole() {},
    close() {},
  }
}

/** Absent on the primary itself; while none is known too, and then the first write is refused by LiteFS. */
function primaryIn(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, '.primary'), 'utf8').trim()
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}
