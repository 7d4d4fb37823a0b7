import type { z } from 'zod'
import type { Writing } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { JobContract } from './contract.ts'

/** The parts of a kind that live where the school's file is. */
export interface JobHandler {
  readonly contract: JobContract<z.ZodType, z.ZodType, z.ZodType>
  /** Makes the input of one attempt, whose name is unique in the school. It may read the file; it writes nothing. */
  prepare(tenant: Tenant, payload: unknown, attempt: string): Promise<unknown>
  /** Takes over what an attempt tells before it is done, with the note of how far it is. */
  hear?(tx: Writing, payload: unknown, news: unknown, attempt: string): void
  /** Takes the result over, in the transaction that marks the job done. Runs only for the attempt that is current. */
  settle(tx: Writing, payload: unknown, output: unknown, attempt: string, now: number): void
  /** The job is given up for good: tell who waits for it, in the transaction that says so. */
  setAside(tx: Writing, payload: unknown, reason: string, now: number): void
  /** A job that was set aside or cancelled is tried again: take back what was said of it. @throws Failure when there is nothing left to do it for */
  takeUp(tx: Writing, payload: unknown): void
  /** After the job ended, one way or the other: sweep what its attempts left. May run again after a crash. */
  tidy?(tenant: Tenant, payload: unknown): Promise<void>
}

/** Checks payload, input and output against the contract, so that the parts can trust them. */
export function defineHandler<P extends z.ZodType, I extends z.ZodType, O extends z.ZodType, N extends z.ZodType>(
  contract: JobContract<P, I, O, N>,
  parts: {
    prepare(tenant: Tenant, payload: z.infer<P>, attempt: string): z.infer<I> | Promise<z.infer<I>>
    hear?(tx: Writing, payload: z.infer<P>, news: z.infer<N>, attempt: string): void
    settle(tx: Writing, payload: z.infer<P>, output: z.infer<O>, attempt: string, now: number): void
    setAside(tx: Writing, payload: z.infer<P>, reason: string, now: number): void
    takeUp(tx: Writing, payload: z.infer<P>): void
    tidy?(tenant: Tenant, payload: z.infer<P>): Promise<void>
  },
): JobHandler {
  const { hear, tidy } = parts
  return {
    contract,
    prepare: async (tenant, payload, attempt) =>
      contract.input.parse(await parts.prepare(tenant, contract.payload.parse(payload), attempt)),
    hear:
      hear &&
      ((tx, payload, news, attempt) => {
        // What cannot be read is no news, and the attempt goes on: its result is what is judged.
        const told = contract.news?.safeParse(news)
        if (told?.success) hear(tx, contract.payload.parse(payload), told.data, attempt)
      }),
    settle: (tx, payload, output, attempt, now) =>
      parts.settle(tx, contract.payload.parse(payload), contract.output.parse(output), attempt, now),
    setAside: (tx, payload, reason, now) => parts.setAside(tx, contract.payload.parse(payload), reason, now),
    takeUp: (tx, payload) => parts.takeUp(tx, contract.payload.parse(payload)),
    tidy: tidy && ((tenant, payload) => tidy(tenant, contract.payload.parse(payload))),
  }
}
