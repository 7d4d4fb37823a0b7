import type { AttemptFailure } from '#tenants/jobs/lifecycle.ts'

/** One attempt on its way: what `prepare` made, and how to hear of it. */
export interface Errand {
  /** `<school>-<job>-<attempt>`: unique for all time. */
  readonly id: string
  readonly kind: string
  readonly weight: Weight
  readonly input: unknown
  readonly silenceMs: number
  /** @param news what the attempt tells besides, as it came */
  onProgress(share: number, news?: unknown): void
}

export type Weight = 'heavy' | 'light'

/**
 * How an attempt ended. `interrupted`: told to stop. `lost`: whoever performed it is gone. `not_begun`: the machine could start
 * no process for it. `handed_on`: it goes on without this process, and whoever leads next takes it up.
 */
export type Outcome =
  | { readonly done: true; readonly output: unknown }
  | { readonly done: false; readonly failure: AttemptFailure | 'interrupted' | 'lost' | 'not_begun' | 'handed_on' }

/** Why attempts cannot begin now: whatever carries them is away, or nobody is there to perform them. */
export type TransportTrouble = 'unreachable' | 'no_workers'

/** Carries attempts to where they are performed, and their outcome back. */
export interface Transport {
  /** How many attempts of each weight could be at work now. The dispatcher hands over no more, so that no school waits behind another's queue. */
  slots(): Readonly<Record<Weight, number>>
  /** What people who wait should know. It goes away by itself. */
  trouble(): TransportTrouble | undefined
  perform(errand: Errand): Promise<Outcome>
  /**
   * Takes an attempt up that an earlier process handed over: it waits, is at work, or has ended and nobody wrote its outcome down.
   * Undefined when nothing is known of it; then it is lost. Rejects while that cannot be said.
   */
  adopt(errand: Omit<Errand, 'input'>): Promise<{ readonly outcome: Promise<Outcome> } | undefined>
  /** The outcome is written down: what is kept of the attempt may go. */
  forget(errandId: string): Promise<void>
  /** Asked about attempts that ended and that nobody here waits for: whether they may be forgotten. */
  onLate(listener: (errandId: string) => Promise<boolean>): void
  /** Stops an attempt; its outcome is then 'interrupted'. */
  cancel(errandId: string): void
  /** What a crash of this machine left behind: processes and folders. Run before the first attempt. */
  reap(): Promise<unknown>
  /** Stops what is performed here and waits until its processes are gone; what is performed elsewhere goes on. */
  close(): Promise<void>
}
