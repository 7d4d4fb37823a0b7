import { browserNetwork, type Network } from '#app/ui/upload/upload-state.ts'
import type { Draft, DraftShelf } from './draft-shelf.ts'

/** What became of one try to save. A try whose answer never came rejects. */
export type SaveAnswer =
  | { readonly kind: 'saved'; readonly updatedAt: number }
  /** Somebody else saved in between; this is what they saved. */
  | { readonly kind: 'conflict'; readonly value: string; readonly updatedAt: number }
  /** `again`: whether the same might be taken a little later. */
  | { readonly kind: 'refused'; readonly sentence: string; readonly again: boolean }

export interface AutosaveSnapshot {
  readonly state: 'saved' | 'saving' | 'offline' | 'error'
  /** Milliseconds UTC of the last save that held; 0 when there was none yet. */
  readonly savedAt: number
  /** Why it was not saved. */
  readonly sentence: string | undefined
  /** What somebody else has saved meanwhile. */
  readonly conflict: { readonly value: string; readonly updatedAt: number } | undefined
  /** Tries at once; only in `error`, and not while there is a conflict. */
  readonly retry?: (() => void) | undefined
}

export interface AutosaveOptions {
  readonly basedOn: number
  readonly savedAt?: number
  save(value: string, basedOn: number, leaving: boolean): Promise<SaveAnswer>
  readonly shelf?: DraftShelf
  readonly network?: Network
  /** Whether two values mean the same, though a server may have written one of them otherwise. */
  readonly same?: (a: string, b: string) => boolean
  /** Calls back after `ms`; answers how to stop that. */
  readonly after?: (ms: number, run: () => void) => () => void
  readonly now?: () => number
}

/** Typing has stopped. Milliseconds. */
const QUIET_MS = 1_000
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 30_000

/**
 * Saves what is typed a moment after the typing stops, one save at a time, and goes on through lost lines. Until the server
 * has acknowledged a value it stands on the shelf. It belongs to no component: who leaves the page leaves it to its work.
 */
export class Autosave {
  readonly #o: Required<Omit<AutosaveOptions, 'shelf' | 'savedAt'>> & Pick<AutosaveOptions, 'shelf'>
  readonly #listeners = new Set<() => void>()
  #basedOn: number
  #pending: string | undefined
  /** Sent, and no answer came: it may have been saved all the same. */
  #unanswered: string | undefined
  #sending = false
  #failures = 0
  #stopWaiting: () => void = () => undefined
  #stopListening: (() => void) | undefined
  #snapshot: AutosaveSnapshot

  constructor(options: AutosaveOptions) {
    this.#o = { network: browserNetwork, same: Object.is, after: later, now: Date.now, ...options }
    this.#basedOn = options.basedOn
    this.#snapshot = { state: 'saved', savedAt: options.savedAt ?? 0, sentence: undefined, conflict: undefined }
  }

  readonly snapshot = (): AutosaveSnapshot => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Something was typed. */
  change(value: string): void {
    this.#pending = value
    this.#o.shelf?.keep({ value, basedOn: this.#basedOn })
    if (this.#snapshot.conflict) return
    this.#stopListening ??= this.#o.network.subscribe(() => this.#onNetwork())
    this.#enter(this.#o.network.isOnline() ? 'saving' : 'offline')
    this.#wait(QUIET_MS)
  }

  /** Goes on with a draft of an earlier visit, upon the text it was typed upon: what others have saved since is a conflict. */
  takeUp(draft: Draft): void {
    this.#basedOn = draft.basedOn
    this.change(draft.value)
  }

  /**
   * Saves now what waits: the field was left, or the page is.
   * @param leaving the page goes; the request must outlive it
   */
  flush(leaving = false): void {
    if (this.#pending === undefined || this.#snapshot.conflict || !this.#o.network.isOnline()) return
    void this.#send(leaving)
  }

  /** Saves mine over what somebody else has saved, or gives mine up for it. */
  resolve(keep: 'mine' | 'theirs'): void {
    const { conflict } = this.#snapshot
    if (!conflict) return
    this.#basedOn = conflict.updatedAt
    if (keep === 'theirs') {
      this.#acknowledge(conflict.updatedAt)
    } else {
      if (this.#pending !== undefined) this.#o.shelf?.keep({ value: this.#pending, basedOn: this.#basedOn })
      this.#enter('saving')
      this.flush()
    }
  }

  #onNetwork(): void {
    if (this.#pending === undefined || this.#snapshot.conflict) return
    if (!this.#o.network.isOnline()) {
      this.#stopWaiting()
      this.#enter('offline')
    } else if (this.#snapshot.state !== 'saving') {
      this.#failures = 0
      this.#enter('saving')
      void this.#send(false)
    }
  }

  #wait(ms: number): void {
    this.#stopWaiting()
    this.#stopWaiting = this.#o.after(ms, () => this.flush())
  }

  async #send(leaving: boolean): Promise<void> {
    const value = this.#pending
    if (value === undefined || this.#sending) return
    this.#stopWaiting()
    this.#sending = true
    this.#enter('saving')
    const answer = await this.#o.save(value, this.#basedOn, leaving).catch(() => undefined)
    this.#sending = false
    if (!answer) {
      this.#unanswered = value
      this.#tryLater()
    } else if (answer.kind === 'saved') {
      this.#onSaved(value, answer.updatedAt)
    } else if (answer.kind === 'conflict') {
      this.#onConflict(value, answer)
    } else if (answer.again) {
      this.#tryLater(answer.sentence)
    } else {
      this.#enter('error', answer.sentence)
    }
  }

  #onSaved(value: string, updatedAt: number): void {
    this.#basedOn = updatedAt
    this.#unanswered = undefined
    this.#failures = 0
    if (this.#pending === value) {
      this.#acknowledge(this.#o.now())
      return
    }
    // More was typed while this was on its way.
    if (this.#pending !== undefined) this.#o.shelf?.keep({ value: this.#pending, basedOn: updatedAt })
    this.#wait(QUIET_MS)
  }

  #onConflict(value: string, answer: { value: string; updatedAt: number }): void {
    const own = this.#unanswered
    this.#unanswered = undefined
    if (own !== undefined && this.#o.same(own, answer.value)) {
      // The other one was this very window: its save had arrived, only the answer had not.
      this.#basedOn = answer.updatedAt
      void this.#send(false)
      return
    }
    if (this.#o.same(value, answer.value) && this.#pending === value) {
      this.#basedOn = answer.updatedAt
      this.#acknowledge(this.#o.now())
      return
    }
    this.#snapshot = { ...this.#snapshot, conflict: { value: answer.value, updatedAt: answer.updatedAt } }
    this.#enter('error')
  }

  #tryLater(sentence?: string): void {
    this.#failures++
    if (this.#o.network.isOnline()) {
      this.#enter('error', sentence)
      this.#wait(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1)))
    } else {
      this.#enter('offline')
    }
  }

  #acknowledge(at: number): void {
    this.#pending = undefined
    this.#o.shelf?.clear()
    this.#stopListening?.()
    this.#stopListening = undefined
    this.#snapshot = { ...this.#snapshot, savedAt: at, conflict: undefined }
    this.#enter('saved')
  }

  #enter(state: AutosaveSnapshot['state'], sentence?: string): void {
    const conflict = state === 'saving' ? undefined : this.#snapshot.conflict
    const retry = state === 'error' && !conflict ? () => this.flush() : undefined
    this.#snapshot = { ...this.#snapshot, state, sentence, conflict, retry }
    for (const listener of this.#listeners) listener()
  }
}

function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
