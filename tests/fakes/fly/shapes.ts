import { z } from 'zod'

// What Fly's Machines API takes and gives, as far as it is used here: written after its OpenAPI description (superfly/docs,
// api/machines/openapi.json, Apache 2.0). Names are Fly's. What the description does not name is refused, as a spelling mistake of ours.

const Guest = z.strictObject({
  cpu_kind: z.enum(['shared', 'performance']),
  cpus: z.literal([1, 2, 4, 8, 16]),
  memory_mb: z.int().multipleOf(256),
})

/** fly.MachineConfig */
const Config = z.strictObject({
  image: z.string().min(1),
  env: z.record(z.string(), z.string()).optional(),
  guest: Guest.default({ cpu_kind: 'shared', cpus: 1, memory_mb: 256 }),
  rootfs: z
    .strictObject({ size_gb: z.int().min(0).max(50).optional(), persist: z.enum(['never', 'always', 'restart']).optional() })
    .optional(),
  restart: z.strictObject({ policy: z.enum(['no', 'always', 'on-failure']), max_retries: z.int().optional() }).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
})
export type Config = z.infer<typeof Config>

/** CreateMachineRequest */
export const CreateMachine = z.strictObject({
  name: z.string().optional(),
  region: z.string().optional(),
  lease_ttl: z.int().optional(),
  skip_launch: z.boolean().optional(),
  config: Config,
})

/** CreateLeaseRequest */
export const CreateLease = z.strictObject({ description: z.string().optional(), ttl: z.int().optional() })

/** StopRequest */
export const Stop = z.strictObject({
  signal: z.enum(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2', 'SIGTERM']).optional(),
  timeout: z
    .string()
    .regex(/^\d+(ms|s|m)$/)
    .optional(),
})

/** What the memory of a guest may be, by its cores: https://fly.io/docs/machines/guides-examples/machine-sizing. */
export function guestTrouble({ cpu_kind, cpus, memory_mb }: Config['guest']): string | undefined {
  const [least, most] = cpu_kind === 'shared' ? [256, 2048] : [2048, 8192]
  if (memory_mb < least * cpus) return `invalid config.guest.memory_mb, minimum required ${least * cpus} MiB`
  if (memory_mb > most * cpus) return `invalid config.guest.memory_mb, maximum allowed ${most * cpus} MiB`
  return undefined
}
