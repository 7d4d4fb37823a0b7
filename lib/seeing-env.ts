import { z } from 'zod'

// What shows how the server does, and to whom. Parsed with everything else in env.ts.

/** A token that can be guessed is none. */
const LEAST_TOKEN = 24

export const seeingVariables = {
  /** Numbers for Prometheus at `/metrics` of this port, to whoever can reach it: it listens on METRICS_HOST alone. */
  METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  /** The same at `/metrics` of the platform's host, to who shows this as a bearer token. */
  METRICS_TOKEN: z.string().min(LEAST_TOKEN, `METRICS_TOKEN needs at least ${LEAST_TOKEN} characters`).optional(),
  /** So long the server goes on answering after SIGTERM while /readyz already says that it stops: what a balancer needs to hear it. */
  DRAIN_SECONDS: z.coerce.number().min(0).max(300).default(0),
}

/** Where numbers are to be had. Neither: nowhere. */
export interface MetricsEnv {
  readonly listen: { readonly port: number; readonly host: string } | undefined
  readonly token: string | undefined
}

type Variables = z.infer<z.ZodObject<typeof seeingVariables>>

export function readMetrics(v: Variables & { readonly PORT: number }, refused: (why: string) => Error): MetricsEnv {
  if (v.METRICS_PORT !== undefined && v.METRICS_PORT === v.PORT)
    throw refused('METRICS_PORT is PORT: numbers for operators need a port of their own, or METRICS_TOKEN on the platform’s host.')
  return { listen: v.METRICS_PORT === undefined ? undefined : { port: v.METRICS_PORT, host: v.METRICS_HOST }, token: v.METRICS_TOKEN }
}
