import { type FileHandle, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { persist, Refused } from './persistence.ts'
import { refuseFullDisk } from './publish.ts'
import { type Answer, askRange, within } from './ranges.ts'

/** Bytes. What is there is known by blocks of this size. */
const BLOCK = 256 * 1024
/** Asked for in one request at first, and at most. Small while the ends of a file are wanted, large when all that is left is copying. */
const FIRST = 4 * 1024 * 1024
const LONGEST = 256 * 1024 * 1024
/** What will be there within so many bytes is waited for. */
const SOON = 2 * 1024 * 1024

/** Requests at the same time for what somebody waits for: a film whose parts lie far from each other has no more lines than this. */
const MOST_WANTED = 16

/** Until `hurry`, so much beyond what is read in order is fetched. On a fast line, copying takes a core from who waits for the first picture. */
const LEAD = 16 * 1024 * 1024

/** A line on which nothing has come for so long is given up, and asked anew: less than the trouble that is borne (persistence.ts). Milliseconds. */
const SILENT_MS = 20_000

/** Bytes that one request brings: `at` is the next, and `end`, which may come nearer, is none of them any more. */
interface Stretch {
  at: number
  end: number
}

/**
 * A file that arrives from a link. All of it is fetched, from the beginning; what somebody reads comes first, wherever it lies. Each byte is
 * fetched once and kept in one sparse file.
 */
export class Arrival {
  readonly #there: Uint8Array
  readonly #under = new Set<Stretch>()
  readonly #woken = new Set<() => void>()
  readonly #signal: AbortSignal
  readonly #work = new Set<Promise<void>>()
  readonly #awaited = new Set<{ readonly from: number }>()
  #missing: number
  #readUpTo = 0
  #hurries = false
  #wanted = 0
  #lastWanted: Readonly<Stretch> = { at: 0, end: 0 }
  #waitedMs = 0
  #waitsSince = 0
  readonly #etag: string | undefined

  private constructor(
    readonly url: string,
    readonly path: string,
    /** Bytes. */
    readonly size: number,
    private readonly file: FileHandle,
    signal: AbortSignal,
    private readonly over: AbortController,
    private readonly onBytes: () => void,
    private readonly silentMs: number,
    first: Answer,
  ) {
    this.#etag = first.etag
    this.#signal = signal
    this.#there = new Uint8Array(Math.ceil(size / BLOCK))
    this.#missing = this.#there.length
    this.#signal.addEventListener('abort', () => this.#wake(), { once: true })
    this.#do(this.#fill(first))
  }

  /**
   * Begins to fetch; resolves when it is known how large it is.
   * @param onBytes is called whenever bytes have come
   * @throws PermanentFailure media.empty; Refused; DiskFull when it will not fit
   */
  static async begin(url: string, path: string, signal: AbortSignal, onBytes: () => void, silentMs = SILENT_MS): Promise<Arrival> {
    const over = new AbortController()
    const either = AbortSignal.any([signal, over.signal])
    const first = await persist(() => askRange(url, 0, FIRST - 1, either, silentMs), { signal })
    try {
      await refuseFullDisk(dirname(path), first.size)
      return new Arrival(url, path, first.size, await open(path, 'w+'), either, over, onBytes, silentMs, first)
    } catch (error) {
      // What went wrong is already known.
      await first.body.cancel().catch(() => undefined)
      throw error
    }
  }

  /** Aborted once it cannot arrive any more, with the reason. */
  get signal(): AbortSignal {
    return this.#signal
  }

  /** All of it is there. */
  get isWhole(): boolean {
    return this.#missing === 0
  }

  /** Milliseconds in which somebody waited for bytes, so far. */
  get waitedMs(): number {
    return this.#waitedMs + (this.#awaited.size > 0 ? performance.now() - this.#waitsSince : 0)
  }

  /** Goes on to the end without looking at who reads. */
  hurry(): void {
    this.#hurries = true
    this.#wake()
  }

  /** Bytes from `from` on, to the end of their block at most; waits until they are there. None at the end of the file. @throws why they cannot come */
  async read(from: number): Promise<Buffer> {
    if (from >= this.size) return Buffer.alloc(0)
    if (from > this.#readUpTo && from <= this.#readUpTo + LEAD) {
      this.#readUpTo = from
      this.#wake()
    }
    await this.#need(Math.floor(from / BLOCK))
    const wanted = Math.min(this.size, (Math.floor(from / BLOCK) + 1) * BLOCK) - from
    try {
      const { buffer, bytesRead } = await this.file.read(Buffer.allocUnsafe(wanted), 0, wanted, from)
      if (bytesRead !== wanted) throw new Error(`${this.path} lost bytes`)
      return buffer
    } catch (error) {
      this.over.abort(error)
      throw error
    }
  }

  /** The first bytes: `length` of them, or as many as it has. */
  async head(length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let at = 0; at < Math.min(length, this.size); at += parts.at(-1)?.length ?? 0) parts.push(await this.read(at))
    return Buffer.concat(parts).subarray(0, length)
  }

  /** Waits until all of it is there and leaves it as a file like any other. @throws why it cannot come */
  async whole(): Promise<void> {
    this.hurry()
    try {
      while (!this.isWhole) {
        this.#signal.throwIfAborted()
        await this.#news()
      }
    } finally {
      await this.#end()
    }
  }

  /** Fetches no more, and removes what came. */
  async close(): Promise<void> {
    await this.#end()
    await rm(this.path, { force: true })
  }

  async #end(): Promise<void> {
    this.over.abort(new Error('nobody reads it any more'))
    await Promise.all(this.#work)
    await this.file.close()
  }

  async #need(nth: number): Promise<void> {
    while (!this.#there[nth]) {
      this.#signal.throwIfAborted()
      if (this.#wanted < MOST_WANTED && !this.#comesSoon(nth)) this.#do(this.#fetchWanted(nth))
      if (this.#awaited.size === 0) this.#waitsSince = performance.now()
      const awaited = { from: nth * BLOCK }
      this.#awaited.add(awaited)
      await this.#news()
      this.#awaited.delete(awaited)
      if (this.#awaited.size === 0) this.#waitedMs += performance.now() - this.#waitsSince
    }
  }

  #comesSoon(nth: number): boolean {
    return [...this.#under].some((stretch) => bringsSoon(stretch, nth * BLOCK))
  }

  /** What goes on without anybody waiting for it; that it fails is told by the signal. */
  #do(work: Promise<void>): void {
    const told = work.catch((error: unknown) => this.over.abort(error)).finally(() => this.#work.delete(told))
    this.#work.add(told)
  }

  #news(): Promise<void> {
    return new Promise((resolve) => this.#woken.add(resolve))
  }

  #wake(): void {
    for (const resolve of this.#woken) resolve()
    this.#woken.clear()
  }

  /** From the beginning to the end, leaving out what others bring. */
  async #fill(first: Answer): Promise<void> {
    await this.#fetch(0, FIRST, (stretch) => this.#turn(stretch), first)
    for (let length = FIRST * 2; this.#missing > 0; length = Math.min(LONGEST, length * 2)) {
      const next = this.#next()
      await this.#turn({ at: next * BLOCK, end: next * BLOCK })
      const from = this.#next()
      if (from < 0) return
      await this.#fetch(from, length, (stretch) => this.#turn(stretch))
    }
  }

  /** Where somebody reads on and on, each request is longer than the one before. */
  async #fetchWanted(nth: number): Promise<void> {
    const { at, end } = this.#lastWanted
    const length = nth * BLOCK === end ? Math.min(LONGEST, (end - at) * 2) : FIRST
    this.#wanted++
    this.#lastWanted = { at: nth * BLOCK, end: nth * BLOCK + length }
    try {
      await this.#fetch(nth, length)
    } finally {
      this.#wanted--
      this.#wake()
    }
  }

  /** The first block that is not there and that nobody brings. */
  #next(): number {
    return this.#there.findIndex((is, nth) => !is && !this.#isUnder(nth))
  }

  /** What is fetched in order leaves the line to what somebody waits for, unless that is the same. */
  async #turn(stretch: Readonly<Stretch>): Promise<void> {
    const isEarly = () => !this.#hurries && stretch.at > this.#readUpTo + LEAD
    while ((this.#wanted > 0 || isEarly()) && ![...this.#awaited].some(({ from }) => bringsSoon(stretch, from))) {
      this.#signal.throwIfAborted()
      await this.#news()
    }
  }

  #isUnder(nth: number): boolean {
    return [...this.#under].some(({ at, end }) => nth * BLOCK < end && (nth + 1) * BLOCK > at)
  }

  /** Fetches from a block on what is not there and nobody else brings. Another request that would come there later ends there. */
  async #fetch(nth: number, length: number, turn?: (stretch: Stretch) => Promise<void>, given?: Answer): Promise<void> {
    const from = nth * BLOCK
    for (const other of this.#under) if (other.at <= from && from < other.end) other.end = from
    let after = nth + 1
    while (after < this.#there.length && after * BLOCK < from + length && !this.#there[after] && !this.#isUnder(after)) after++
    const stretch = { at: from, end: Math.min(this.size, after * BLOCK) }
    this.#under.add(stretch)
    try {
      let answer = given
      await persist(
        async (further) => {
          if (stretch.at >= stretch.end) return
          const { body, size, etag } = answer ?? (await askRange(this.url, stretch.at, stretch.end - 1, this.#signal, this.silentMs))
          answer = undefined
          if (size !== this.size || (etag !== undefined && this.#etag !== undefined && etag !== this.#etag)) {
            await body.cancel()
            throw new Refused(206, `another source of ${size} bytes`)
          }
          await this.#take(stretch, body, further, turn)
        },
        { signal: this.#signal },
      )
    } finally {
      this.#under.delete(stretch)
      this.#wake()
    }
  }

  /** One answer's bytes, to the end of the stretch. */
  async #take(stretch: Stretch, body: Answer['body'], further: () => void, turn?: (stretch: Stretch) => Promise<void>): Promise<void> {
    const reader = body.getReader()
    const held: Uint8Array[] = []
    let bytes = 0
    try {
      while (stretch.at < stretch.end) {
        const { done, value } = await within(this.silentMs, reader.read())
        if (done) throw new Error(`the source ended ${stretch.end - stretch.at - bytes} bytes too early`)
        held.push(value)
        bytes += value.length
        further()
        this.onBytes()
        // A block at a time: as many writes as there are chunks cost half a core on a fast line.
        if (stretch.at + bytes < Math.min(stretch.end, (Math.floor(stretch.at / BLOCK) + 1) * BLOCK)) continue
        await this.#keep(stretch, Buffer.concat(held.splice(0)))
        bytes = 0
        await turn?.(stretch)
        // Who has waited for its turn was not in trouble.
        further()
      }
    } finally {
      if (bytes > 0) await this.#keep(stretch, Buffer.concat(held))
      // A line that was cut cannot be ended once more.
      await reader.cancel().catch(() => undefined)
    }
  }

  async #keep(stretch: Stretch, bytes: Uint8Array): Promise<void> {
    const wanted = Math.min(bytes.length, stretch.end - stretch.at)
    try {
      for (let done = 0; done < wanted; ) {
        const { bytesWritten } = await this.file.write(bytes, done, wanted - done, stretch.at + done)
        done += bytesWritten
      }
    } catch (error) {
      // A disk that is full is not the line's trouble, which is borne for a while.
      this.over.abort(error)
      throw error
    }
    const before = stretch.at
    stretch.at += wanted
    const upTo = stretch.at === this.size ? this.#there.length : Math.floor(stretch.at / BLOCK)
    for (let nth = Math.floor(before / BLOCK); nth < upTo; nth++) {
      if (this.#there[nth]) continue
      this.#there[nth] = 1
      this.#missing--
    }
    if (upTo > Math.floor(before / BLOCK)) this.#wake()
  }
}

/** Whether the block that begins at `from` is part of it and not far. */
const bringsSoon = ({ at, end }: Readonly<Stretch>, from: number): boolean => at < from + BLOCK && from < end && from - at <= SOON
