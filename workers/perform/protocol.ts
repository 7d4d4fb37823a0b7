import { z } from 'zod'

// What the dispatcher and a perform child say to each other over Node's IPC channel. One child performs one attempt.

/** Parent to child, once. */
export const StartMessage = z.object({
  kind: z.string(),
  input: z.unknown(),
  /** An empty folder of this attempt's own. The parent removes it; the child does when the parent is gone. */
  workDir: z.string(),
})
export type StartMessage = z.infer<typeof StartMessage>

export const ProgressMessage = z.object({ type: z.literal('progress'), share: z.number().min(0).max(1), news: z.unknown() })
/** `output` fits the kind's contract. */
export const DoneMessage = z.object({ type: z.literal('done'), output: z.unknown() })
export const FailedMessage = z.object({
  type: z.literal('failed'),
  /** Another attempt cannot mend it; then there is a `code` for the message catalogue. */
  permanent: z.boolean(),
  code: z.string().optional(),
  /** For the log. */
  message: z.string(),
})

/** Child to parent: any number of `progress`, at most five a second, then one `done` or `failed`. A child that exits without either was lost. */
export const ChildMessage = z.discriminatedUnion('type', [ProgressMessage, DoneMessage, FailedMessage])
export type ChildMessage = z.infer<typeof ChildMessage>

/** Milliseconds between two `progress` messages, at least. */
export const PROGRESS_EVERY_MS = 200
