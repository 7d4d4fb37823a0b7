import { OneAtATime, sha256Of } from './checksum.ts'
import { Pace } from './pace.ts'
import { pauseFor, RequestFailed, waitBefore } from './retry.ts'
import { type PartAnswer, type SendPart, sendByXhr } from './send-part.ts'
import { findUnfinished, fingerprintOf, forgetUpload, rememberUpload, sameFile } from './upload-memory.ts'
import {
  browserNetwork,
  type Network,
  type UploadEndpoints,
  type UploadFile,
  type UploadProblem,
  type UploadSnapshot,
  type UploadState,
  type UploadTicket,
} from './upload-state.ts'

export interface UploadOptions {
  readonly file: UploadFile
  readonly endpoints: UploadEndpoints
  /** Where this browser remembers the upload (upload-memory.ts). Without it, a reload begins anew. */
  readonly scope?: string
  readonly send?: SendPart
  readonly network?: Network
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
  readonly now?: () => number
  readonly random?: () => number
}

const AT_ONCE = 3
/** A fresh signature that is refused again is not a matter of time. */
const MOST_SIGNATURES = 3
const TOLD_EVERY_MS = 100
/** The one that is on its way, where they go one after the other. */
const CHUNK = 0

/**
 * Sends one file to storage in signed parts, three at a time, or to Mux in chunks, one after the other, and keeps at it: through lost lines,
 * pauses and reloads.
 * Memory stays flat: parts are slices of the file, and one part at a time is read to be hashed.
 * Call `start` once; everything else may be called at any time and does nothing where it makes no sense.
 */
export class Upload {
  readonly #options: Required<Omit<UploadOptions, 'scope'>> & Pick<UploadOptions, 'scope'>
  readonly #listeners = new Set<() => void>()
  readonly #hashing = new OneAtATime()
  /** A pause and a resume while the server is thinking must not begin two uploads. */
  readonly #preparing = new OneAtATime()
  readonly #pace = new Pace()
  readonly #inFlight = new Map<number, number>()
  #stored = new Set<number>()
  /** Bytes from the beginning that are stored, where the file goes chunk after chunk. */
  #storedBytes = 0
  #ticket: UploadTicket | undefined
  #state: UploadState = 'waiting'
  #problem: UploadProblem | undefined
  #sentence = ''
  #wantsPause = false
  /** One stretch of sending; aborted by pause, offline, cancel and failure. Another stretch never hears of its end. */
  #run: AbortController | undefined
  #telling: ReturnType<typeof setTimeout> | undefined
  #snapshot: UploadSnapshot
  #stopListening: () => void = () => undefined

  constructor(options: UploadOptions) {
    this.#options = {
      send: sendByXhr,
      network: browserNetwork,
      wait: pauseFor,
      now: Date.now,
      random: Math.random,
      ...options,
    }
    this.#snapshot = this.#look()
  }

  /** Stable between changes, as useSyncExternalStore wants it. */
  readonly snapshot = (): UploadSnapshot => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when the upload is done, failed or cancelled, or waits for the person or the line; never rejects. */
  async start(): Promise<void> {
    if (this.#run || this.#isOver()) return
    this.#stopListening = this.#options.network.subscribe(() => this.#onNetwork())
    await this.#go()
  }

  /**
   * Takes no new parts; those on their way arrive first, so that nothing that was sent is thrown away.
   * @param atOnce drops them instead: for a page that goes
   */
  pause(atOnce = false): void {
    if (this.#isOver() || this.#state === 'completing' || this.#state === 'waiting') return
    this.#wantsPause = true
    if (!atOnce && (this.#state === 'uploading' || this.#state === 'pausing') && this.#inFlight.size > 0) this.#enter('pausing')
    else this.#halt('paused')
  }

  /** Goes on after a pause, and tries again after a failure. */
  async resume(): Promise<void> {
    if (this.#state !== 'paused' && this.#state !== 'failed') return
    this.#wantsPause = false
    await this.#go()
  }

  /** Stops and has the server forget the parts. Resolves when it did, or could not be reached (it forgets by itself later). */
  async cancel(): Promise<void> {
    if (this.#state === 'done' || this.#state === 'cancelled') return
    const ticket = this.#ticket
    this.#halt('cancelled')
    if (ticket) await this.#abort(ticket.uploadId)
  }

  #isOver(): boolean {
    return this.#state === 'done' || this.#state === 'cancelled'
  }

  #onNetwork(): void {
    const online = this.#options.network.isOnline()
    if (!online && (this.#state === 'uploading' || this.#state === 'preparing' || this.#state === 'pausing')) this.#halt('offline')
    if (online && this.#state === 'offline') void this.#go()
  }

  #halt(state: 'paused' | 'offline' | 'cancelled' | 'failed'): void {
    const run = this.#run
    this.#run = undefined
    run?.abort()
    this.#inFlight.clear()
    this.#pace.reset()
    if (state === 'cancelled') this.#stopListening()
    this.#enter(state)
  }

  /** The last part on its way has arrived, or was lost: now it pauses, unless there is nothing left to send. */
  #landed(): void {
    if (this.#state !== 'pausing' || this.#inFlight.size > 0) return
    const { file } = this.#options
    if (this.#ticket && this.#isSent(this.#ticket, file.size)) this.#wantsPause = false
    else this.#halt('paused')
  }

  async #go(): Promise<void> {
    this.#problem = undefined
    this.#sentence = ''
    if (!this.#options.network.isOnline()) return this.#enter('offline')
    const run = new AbortController()
    this.#run = run
    this.#enter(this.#ticket ? 'uploading' : 'preparing')
    try {
      const ticket = await this.#preparing.run(async () => this.#ticket ?? this.#prepare(run.signal))
      if (run.signal.aborted) return
      this.#enter('uploading')
      await this.#sendAll(ticket, run)
      if (run.signal.aborted) return
      this.#enter('completing')
      await this.#complete(ticket, run)
      if (run.signal.aborted) return
      this.#forget(ticket.uploadId)
      this.#stopListening()
      this.#enter('done')
    } catch (error) {
      if (!run.signal.aborted) this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#problem = problemOf(error)
    this.#sentence = this.#problem === 'refused' && error instanceof RequestFailed ? error.sentence : ''
    if (this.#problem === 'gone' && this.#ticket) {
      this.#forget(this.#ticket.uploadId)
      this.#ticket = undefined
      this.#take({ parts: [] })
    }
    this.#halt('failed')
  }

  /** What the server says is stored. */
  #take({ parts, direct }: Pick<UploadTicket, 'parts' | 'direct'>): void {
    this.#stored = new Set(parts)
    this.#storedBytes = direct?.stored ?? 0
  }

  #isSent(ticket: UploadTicket, size: number): boolean {
    if (ticket.direct) return this.#storedBytes >= size
    return numbersOf(ticket, size).every((number) => this.#stored.has(number))
  }

  async #prepare(signal: AbortSignal): Promise<UploadTicket> {
    const { file, endpoints, scope } = this.#options
    const fingerprint = fingerprintOf(file)
    const known = scope === undefined ? undefined : findUnfinished(scope).find((upload) => sameFile(upload.fingerprint, fingerprint))
    const resumed = known && (await this.#persist(signal, () => endpoints.resume(known.uploadId)).catch(goneIsNothing))
    if (known && !resumed) this.#forget(known.uploadId)
    // A begin whose answer is lost leaves an empty upload behind; storage sweeps what nobody continues.
    const ticket = resumed ?? (await this.#persist(signal, () => endpoints.begin({ ...fingerprint, type: file.type })))
    if (this.#state === 'cancelled') {
      await this.#abort(ticket.uploadId)
      throw new Halted()
    }
    this.#ticket = ticket
    this.#take(ticket)
    if (scope !== undefined && !resumed) {
      rememberUpload(scope, { fingerprint, uploadId: ticket.uploadId, assetId: ticket.assetId, startedAt: this.#options.now() })
    }
    return ticket
  }

  async #sendAll(ticket: UploadTicket, run: AbortController): Promise<void> {
    if (ticket.direct) return this.#sendChunks(ticket, ticket.direct.url, run.signal)
    const waiting = numbersOf(ticket, this.#options.file.size).filter((number) => !this.#stored.has(number))
    const lane = async () => {
      for (let number = waiting.shift(); number !== undefined && !run.signal.aborted && !this.#wantsPause; number = waiting.shift()) {
        await this.#sendPart(ticket, number, run.signal)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  }

  async #sendPart(ticket: UploadTicket, number: number, signal: AbortSignal): Promise<void> {
    const { file, endpoints, send } = this.#options
    const blob = file.slice((number - 1) * ticket.partSize, number * ticket.partSize)
    let signatures = 0
    await this.#persist(signal, async () => {
      const sha256 = await this.#hashing.run(() => (signal.aborted ? Promise.reject(new Halted()) : sha256Of(blob).catch(unreadable)))
      const headers: Record<string, string> = sha256 === undefined ? {} : { 'x-amz-checksum-sha256': sha256 }
      for (;;) {
        if (signal.aborted) throw new Halted()
        const signed = await endpoints.sign(ticket.uploadId, [{ number, size: blob.size, ...(sha256 !== undefined && { sha256 }) }])
        signatures++
        const url = signed.find((part) => part.number === number)?.url
        if (url === undefined) throw new RequestFailed(502)
        if (signal.aborted || this.#wantsPause) throw new Halted()
        this.#progress(number, 0, signal)
        const answer = await send({ url, blob, headers, signal, onProgress: (sent) => this.#progress(number, sent, signal) }).catch(
          (error: unknown) => {
            this.#lost(number, signal)
            throw error
          },
        )
        if (answer.status >= 200 && answer.status < 300) break
        this.#lost(number, signal)
        // Storage answers 403 to a signature that is out of date: after a night's sleep, or a slow line.
        if (answer.status !== 403 || signatures >= MOST_SIGNATURES) throw new RequestFailed(answer.status, answer.retryAfterMs)
      }
    })
    if (signal.aborted) return
    this.#inFlight.delete(number)
    this.#stored.add(number)
    this.#pace.add(this.#options.now(), this.#sentBytes())
    this.#tell(false)
    this.#landed()
  }

  /** One chunk after the other. Where one was lost, or taken in part, the server is asked how far the file has come. */
  async #sendChunks(ticket: UploadTicket, url: string, signal: AbortSignal): Promise<void> {
    const { file, send } = this.#options
    let isSure = true
    while (this.#storedBytes < file.size && !signal.aborted && !this.#wantsPause) {
      await this.#persist(signal, async () => {
        if (!isSure) await this.#askHowFar(ticket)
        isSure = true
        const from = this.#storedBytes
        if (from >= file.size) return
        const blob = file.slice(from, from + ticket.partSize)
        const headers = { 'Content-Range': `bytes ${from}-${from + blob.size - 1}/${file.size}` }
        const onProgress = (sent: number) => this.#progress(CHUNK, sent, signal)
        onProgress(0)
        isSure = false
        const answer = await send({ url, blob, headers, signal, onProgress }).catch((error: unknown) => {
          this.#lost(CHUNK, signal)
          throw error
        })
        if (signal.aborted) return
        const isTaken = answer.status === 308 || (answer.status >= 200 && answer.status < 300)
        if (isTaken) this.#storedBytes = answer.status === 308 ? (answer.stored ?? from + blob.size) : file.size
        const isFarther = this.#storedBytes > from
        this.#inFlight.delete(CHUNK)
        this.#pace.add(this.#options.now(), this.#sentBytes())
        this.#tell(false)
        isSure = isFarther
        if (!isFarther) {
          this.#landed()
          // Taken, and nothing of it kept: as from storage that is busy, which is asked again after a pause, and not for ever.
          throw new RequestFailed(isTaken ? 503 : answer.status, answer.retryAfterMs)
        }
      })
    }
    if (!signal.aborted) this.#landed()
  }

  /** The server says how far the file has come; of one that was finished elsewhere, in another tab, it is all there. */
  async #askHowFar({ uploadId, direct }: UploadTicket): Promise<void> {
    const found = await this.#options.endpoints.resume(uploadId)
    this.#take(found)
    if (direct && !found.direct) this.#storedBytes = this.#options.file.size
  }

  #lost(number: number, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#inFlight.delete(number)
    this.#tell(false)
    this.#landed()
  }

  async #complete(ticket: UploadTicket, run: AbortController): Promise<void> {
    const { endpoints } = this.#options
    try {
      await this.#persist(run.signal, () => endpoints.complete(ticket.uploadId))
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.status !== 409) throw error
      await this.#persist(run.signal, () => this.#askHowFar(ticket))
      this.#enter('uploading')
      await this.#sendAll(ticket, run)
      if (run.signal.aborted) return
      this.#enter('completing')
      await this.#persist(run.signal, () => endpoints.complete(ticket.uploadId))
    }
  }

  /** Tries again, with growing pauses, as long as that has a chance. */
  async #persist<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        if (signal.aborted || error instanceof FileUnreadable) throw error
        const ms = waitBefore(error instanceof RequestFailed ? error : undefined, tries, this.#options.random)
        if (ms === undefined) throw error
        await this.#options.wait(ms, signal)
        if (signal.aborted) throw error
      }
    }
  }

  async #abort(uploadId: string): Promise<void> {
    this.#forget(uploadId)
    try {
      await this.#persist(new AbortController().signal, () => this.#options.endpoints.abort(uploadId))
    } catch {
      // The person has cancelled and is gone; storage sweeps what nobody continues.
    }
  }

  #forget(uploadId: string): void {
    if (this.#options.scope !== undefined) forgetUpload(this.#options.scope, uploadId)
  }

  #progress(number: number, sent: number, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#inFlight.set(number, sent)
    this.#pace.add(this.#options.now(), this.#sentBytes())
    this.#tell(false)
  }

  #enter(state: UploadState): void {
    this.#state = state === 'offline' && this.#wantsPause ? 'paused' : state
    this.#tell(true)
  }

  /** Progress is told ten times a second at most, the last of it too; a change of state always. */
  #tell(atOnce: boolean): void {
    if (!atOnce) {
      this.#telling ??= setTimeout(() => this.#tell(true), TOLD_EVERY_MS)
      return
    }
    clearTimeout(this.#telling)
    this.#telling = undefined
    this.#snapshot = this.#look()
    for (const listener of this.#listeners) listener()
  }

  #sentBytes(): number {
    const { size } = this.#options.file
    const partSize = this.#ticket?.partSize ?? 1
    let sent = this.#storedBytes
    for (const number of this.#stored) sent += Math.max(0, Math.min(partSize, size - (number - 1) * partSize))
    for (const bytes of this.#inFlight.values()) sent += bytes
    return Math.min(sent, size)
  }

  #look(): UploadSnapshot {
    const sentBytes = this.#sentBytes()
    const totalBytes = this.#options.file.size
    const bytesPerSecond = this.#state === 'uploading' ? this.#pace.bytesPerSecond : undefined
    return {
      state: this.#state,
      fileName: this.#options.file.name,
      sentBytes,
      totalBytes,
      bytesPerSecond,
      secondsLeft: bytesPerSecond ? (totalBytes - sentBytes) / bytesPerSecond : undefined,
      assetId: this.#ticket?.assetId,
      problem: this.#problem,
      sentence: this.#sentence,
    }
  }
}

/** The stretch of sending ended; nobody is told, whoever ended it knows. */
class Halted extends Error {
  override readonly name = 'Halted'
}

/** The file was moved, changed or its disk taken away: browsers refuse to read it from then on. */
class FileUnreadable extends Error {
  override readonly name = 'FileUnreadable'
}

function unreadable(cause: unknown): never {
  throw new FileUnreadable('the file cannot be read any more', { cause })
}

function goneIsNothing(error: unknown): undefined {
  if (problemOf(error) === 'gone') return undefined
  throw error
}

function problemOf(error: unknown): UploadProblem {
  if (error instanceof FileUnreadable) return 'file'
  const answer: PartAnswer | undefined = error instanceof RequestFailed ? error : undefined
  if (!answer) return 'line'
  if (answer.status === 404 || answer.status === 410) return 'gone'
  return answer.status === 408 || answer.status === 429 || answer.status >= 500 ? 'line' : 'refused'
}

function numbersOf(ticket: UploadTicket, size: number): number[] {
  // An empty file is one empty part.
  return Array.from({ length: Math.max(1, Math.ceil(size / ticket.partSize)) }, (_, index) => index + 1)
}
