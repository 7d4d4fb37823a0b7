import { z } from 'zod'

const rows = z.record(z.string(), z.number())
const flaw = z.enum(['manifest', 'foreign', 'checksum', 'size', 'damaged', 'rows'])

/** What is too heavy for a process that answers requests: each is done by a child, one a process. */
export const TASKS = {
  /** A consistent copy of a file that is written to meanwhile, and the same packed. */
  copy: {
    asks: z.object({ file: z.string(), copy: z.string(), packed: z.string() }),
    answers: z.object({ bytes: z.number(), sha256: z.string(), packedBytes: z.number(), packedSha256: z.string() }),
  },
  /** Reads every page and row and says what the file holds, or that it is damaged. */
  inspect: { asks: z.object({ file: z.string() }), answers: z.object({ schema: z.number(), rows }) },
  /** Refuses what has other checksums, and stops at the size that was announced. */
  unpack: {
    asks: z.object({ packed: z.string(), file: z.string(), bytes: z.number(), sha256: z.string(), packedSha256: z.string() }),
    answers: z.object({}),
  },
  /** Table by table, how many rows going back to `past` adds to `now`, takes from it and changes in it. */
  compare: {
    asks: z.object({ now: z.string(), past: z.string() }),
    answers: z.object({
      tables: z.record(z.string(), z.object({ added: z.number(), removed: z.number(), changed: z.number() })),
    }),
  },
} as const

export type Task = keyof typeof TASKS
export type Asks<T extends Task> = z.infer<(typeof TASKS)[T]['asks']>
export type Answers<T extends Task> = z.infer<(typeof TASKS)[T]['answers']>

/** How a child answers, on one line. */
export const Said = z.union([
  z.object({ answer: z.unknown() }),
  z.object({ refused: flaw, found: z.string() }),
  z.object({ error: z.string() }),
])
export type Said = z.infer<typeof Said>
