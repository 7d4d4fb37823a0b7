import { z } from 'zod'
import { type Guest, guestOf, SIZES, type Size } from './machine-size.ts'

// Where workers run on machines that are started for them. Parsed with everything else in env.ts.

/** One size of machine, and from which length of a source on it is used. */
export interface SizeEnv {
  readonly size: Size
  readonly fromMinutes: number
  readonly guest: Guest
}

export interface MachinesEnv {
  /** An origin. */
  readonly apiUrl: string
  readonly token: string
  /** The app the machines belong to: one of their own, so that they are given no secret of the server's. */
  readonly app: string
  /** Undefined: Fly chooses. */
  readonly region: string | undefined
  readonly image: string
  /** Machines that may exist, stopped ones included. */
  readonly limit: number
  /** After so long without work a machine is stopped. Milliseconds. */
  readonly idleMs: number
  /** Smallest first, at least one. */
  readonly sizes: readonly SizeEnv[]
  /** The largest size that a plan's schools are given for a long source. */
  readonly plans: ReadonlyMap<string, Size>
}

/** The API from outside, from inside Fly's private network, and for tests: the token goes nowhere else, and never unencrypted past this machine. */
const isApi = (url: string) => /^https:\/\/[^/]+$|^http:\/\/(_api\.internal|localhost|127\.0\.0\.1)(:\d+)?$/.test(url)

export const machineVariables = {
  /** With it the server starts machines for workers when jobs wait: `flyctl tokens create deploy --app <FLY_WORKER_APP>`. */
  FLY_API_TOKEN: z.string().optional(),
  FLY_API_URL: z
    .string()
    .refine(isApi, 'FLY_API_URL is https://api.machines.dev, or http://_api.internal:4280 inside Fly')
    .default('https://api.machines.dev'),
  /** Set by Fly: the server's own app. */
  FLY_APP_NAME: z.string().optional(),
  FLY_WORKER_APP: z
    .string()
    .regex(/^([a-z0-9][a-z0-9-]{0,62})?$/, 'FLY_WORKER_APP is the name of an app')
    .optional(),
  FLY_WORKER_REGION: z
    .string()
    .regex(/^[a-z]{3}$/, 'FLY_WORKER_REGION is three letters, such as fra')
    .optional(),
  FLY_WORKER_IMAGE: z.string().optional(),
  FLY_WORKER_LIMIT: z.coerce.number().int().min(1).max(50).default(3),
  FLY_WORKER_IDLE_MINUTES: z.coerce.number().min(0).max(1440).default(5),
  FLY_WORKER_SIZES: z.string().default('performance-2x,30:performance-4x,120:performance-8x'),
  FLY_WORKER_PLANS: z.string().default('free:medium'),
}

type Variables = z.infer<z.ZodObject<typeof machineVariables>> & { readonly REDIS_URL?: string | undefined }

/**
 * Undefined without a token: then workers are started by hand, or jobs are performed by the server.
 * @throws whatever `refuse` makes of a sentence
 */
export function readMachines(v: Variables, refuse: (why: string) => Error): MachinesEnv | undefined {
  if (!v.FLY_API_TOKEN) return undefined
  const { REDIS_URL, FLY_WORKER_APP: app, FLY_WORKER_IMAGE: image } = v
  if (!REDIS_URL || !app || !image) {
    const lacking = Object.entries({ REDIS_URL, FLY_WORKER_APP: app, FLY_WORKER_IMAGE: image }).flatMap(([name, value]) =>
      value ? [] : [name],
    )
    throw refuse(`Machines for workers (FLY_API_TOKEN) need ${lacking.join(', ')} too.`)
  }
  if (app === v.FLY_APP_NAME) {
    throw refuse(
      `FLY_WORKER_APP must be another app than the server's own (${app}): machines are given all secrets of their app, and a worker opens what people upload.`,
    )
  }
  return {
    apiUrl: v.FLY_API_URL,
    token: v.FLY_API_TOKEN,
    app,
    region: v.FLY_WORKER_REGION,
    image,
    limit: v.FLY_WORKER_LIMIT,
    idleMs: v.FLY_WORKER_IDLE_MINUTES * 60_000,
    sizes: readSizes(v.FLY_WORKER_SIZES, refuse),
    plans: readPlans(v.FLY_WORKER_PLANS, refuse),
  }
}

/** `performance-2x,30:performance-4x`: the first for every source, the second from thirty minutes on. */
function readSizes(text: string, refuse: (why: string) => Error): SizeEnv[] {
  const said = text.split(',').map((part) => /^(?:(\d{1,4}):)?([a-z0-9-]+)$/.exec(part.trim()))
  const sizes = said.flatMap((found, at) => {
    const size = SIZES[at]
    const guest = guestOf(found?.[2] ?? '')
    return size && guest ? [{ size, fromMinutes: Number(found?.[1] ?? 0), guest }] : []
  })
  const grows = sizes.every(({ fromMinutes }, at) => (at === 0 ? fromMinutes === 0 : fromMinutes > (sizes[at - 1]?.fromMinutes ?? 0)))
  if (sizes.length === said.length && grows) return sizes
  throw refuse(
    'FLY_WORKER_SIZES names one to three presets of machines, each but the first with the minutes from which it is used, such as performance-2x,30:performance-4x,120:performance-8x.',
  )
}

function readPlans(text: string, refuse: (why: string) => Error): Map<string, Size> {
  const plans = new Map<string, Size>()
  for (const part of text.split(',').filter(Boolean)) {
    const [, plan, largest] = /^([a-z0-9_-]+):(\w+)$/.exec(part.trim()) ?? []
    const size = SIZES.find((one) => one === largest)
    if (!plan || !size)
      throw refuse(`FLY_WORKER_PLANS names the largest size of a plan, such as free:medium; sizes are ${SIZES.join(', ')}.`)
    plans.set(plan, size)
  }
  return plans
}
