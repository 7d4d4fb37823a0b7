import type { z } from 'zod'

/**
 * What a job of one kind carries. The three parts of a kind meet by its name:
 * `prepare` and `settle` live beside the contract where the school's file is, `perform` lives in workers/perform/ and knows no database.
 */
export interface JobContract<
  Payload extends z.ZodType,
  Input extends z.ZodType,
  Output extends z.ZodType,
  News extends z.ZodType = z.ZodType,
> {
  readonly name: string
  /** Stored in the job's row: ids only, never names or addresses. */
  readonly payload: Payload
  /** Made by `prepare` for one attempt, handed to `perform`. */
  readonly input: Input
  /** Made by `perform`, handed to `settle`. */
  readonly output: Output
  /** What `perform` may tell while it is at work; `hear` takes it over. The last word counts: earlier ones may never arrive. */
  readonly news?: News
  /**
   * Heavy ones take a machine's cores for minutes and wait for a slot; light ones never wait behind them. What is done `here`, in the
   * process that dispatches, is short and must not travel through a queue.
   */
  readonly weight: 'heavy' | 'light' | 'here'
  /** It waits for everything else of its weight, runs once at a time in a school, and makes room when somebody else needs its slot. */
  readonly yields?: true
  /** So many at the same time in one process, where that is less than its weight allows. */
  readonly most?: number
  /** How often it is tried before it is set aside with its reason. */
  readonly attempts: number
  /** An attempt that has not reported for this long is taken as lost. Milliseconds. */
  readonly silenceMs: number
}

export function defineJob<
  Payload extends z.ZodType,
  Input extends z.ZodType,
  Output extends z.ZodType,
  News extends z.ZodType = z.ZodNever,
>(contract: JobContract<Payload, Input, Output, News>): JobContract<Payload, Input, Output, News> {
  return contract
}

/** Performs one attempt anywhere, without a database. Throws PermanentFailure for what another try cannot mend. */
export type Perform<C extends JobContract<z.ZodType, z.ZodType, z.ZodType>> = (
  input: z.infer<C['input']>,
  attempt: PerformContext<z.infer<NonNullable<C['news']>>>,
) => Promise<z.infer<C['output']>>

export interface PerformContext<News = unknown> {
  /** An empty folder of this attempt's own; it is removed afterwards, whatever happens. */
  readonly workDir: string
  /** Aborted when the job is cancelled or the parent is gone. */
  readonly signal: AbortSignal
  /** Share done, 0 to 1, and what else there is to tell by now. Cheap to call often: the transport thins it out. */
  progress(share: number, news?: News): void
}

/**
 * The job cannot succeed however often it is tried. `code` is a machine's word that the message catalogue
 * turns into a sentence (`jobs.reason.<code>`); `message` is for the log.
 */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure'
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/**
 * What the job waits for, at somebody else's, is not done yet: it looks again after so long, as often as it takes, and nothing is held
 * against it. Told by what is performed `here`.
 */
export class NotYet<News = unknown> extends Error {
  override readonly name = 'NotYet'
  constructor(
    readonly againMs: number,
    /** Share done, 0 to 1; what else is known by now (`hear`); and, where it should have been otherwise, why it waits: for the log. */
    readonly told: { readonly share?: number; readonly news?: News; readonly why?: string } = {},
  ) {
    super('not yet')
  }
}
