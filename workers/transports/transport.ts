import type { AttemptFailure } from '#tenants/jobs/lifecycle.ts'

/** One attempt on its way: what `prepare` made, and how to hear of it. */
export interface Errand {
  /** `<school>-<job>-<attempt>`: unique for all time. */
  readonly id: string
  readonly kind: string
  readonly input: unknown
  readonly silenceMs: number
  onProgress(share: number): void
}

export type Outcome =
  | { readonly done: true; readonly output: unknown }
  | { readonly done: false; readonly failure: AttemptFailure | 'interrupted' }

/** Carries attempts to where they are performed. */
export interface Transport {
  perform(errand: Errand): Promise<Outcome>
  /** Stops an attempt; its outcome is then 'interrupted'. */
  cancel(errandId: string): void
  /** What a crash of this machine left behind: processes and folders. Run before the first attempt. */
  reap(): Promise<void>
  /** Stops every attempt and waits until their processes are gone. */
  close(): Promise<void>
}
