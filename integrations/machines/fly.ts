import { z } from 'zod'
import type { Guest } from '#lib/machine-size.ts'
import { type FlyApiOptions, flyApi } from './fly-api.ts'
import { type Machine, type Machines, MachinesFailure, type WantedMachine } from './machines.ts'

// https://fly.io/docs/machines/api/machines-resource and https://docs.machines.dev (api/machines/openapi.json of superfly/docs).

/** Whoever dies with a lease holds a machine up for so long. Seconds. */
const LEASE_S = 20
/** A worker gives its attempts back within ten seconds. */
const STOP = { signal: 'SIGTERM', timeout: '30s' }

/** Metadata: whose machine it is, what it was asked to be. Fly may write an image's name otherwise than it was asked for. */
const OURS = { key: 'lectern', value: 'worker' }
const SIZE = 'lectern_size'
const IMAGE = 'lectern_image'

const FlyGuest = z
  .object({ cpu_kind: z.enum(['shared', 'performance']), cpus: z.number(), memory_mb: z.number() })
  .transform(({ cpu_kind, cpus, memory_mb }): Guest => ({ cpuKind: cpu_kind, cpus, memoryMb: memory_mb }))
const FlyMachine = z.object({
  id: z.string().min(1),
  name: z.string(),
  state: z.string(),
  region: z.string().default(''),
  // Of a machine whose host is away not all is told.
  config: z.object({ metadata: z.record(z.string(), z.string()).nullish(), guest: FlyGuest.optional().catch(undefined) }).nullish(),
})
/** The reference says the lease itself, the guide says it is wrapped. */
const Lease = z.union([z.object({ data: z.object({ nonce: z.string() }) }).transform(({ data }) => data), z.object({ nonce: z.string() })])
const Anything = z.unknown()

export interface FlyOptions extends FlyApiOptions {
  readonly region: string | undefined
  readonly image: string
}

/** Machines of one Fly app. */
export function flyMachines(options: FlyOptions): Machines {
  const { image, region } = options
  const api = flyApi(options)

  async function list(signal?: AbortSignal): Promise<Machine[]> {
    const found = await api.ask({ method: 'GET', path: `?metadata.${OURS.key}=${OURS.value}`, signal }, z.array(FlyMachine))
    return found.map(machineOf)
  }

  /** Does something to a machine that nobody else is at: a deploy, an operator, a server that was just relieved. */
  async function held(id: string, signal: AbortSignal | undefined, work: (nonce: string) => Promise<unknown>): Promise<void> {
    const asked = { description: 'Lectern', ttl: LEASE_S }
    const { nonce } = await api.ask({ method: 'POST', path: `/${id}/lease`, body: asked, signal }, Lease)
    try {
      await work(nonce)
    } finally {
      await api.ask({ method: 'DELETE', path: `/${id}/lease`, nonce, signal }, Anything).catch(endsByItself)
    }
  }

  return {
    image,
    list,
    async create(wanted, signal) {
      try {
        return machineOf(await api.ask({ method: 'POST', path: '', body: bodyOf(wanted, image, region), signal }, FlyMachine))
      } catch (error) {
        if (!(error instanceof MachinesFailure) || error.trouble !== 'taken') throw error
        const there = (await list(signal)).find(({ name }) => name === wanted.name)
        if (!there) throw error
        return there
      }
    },
    start: (id, signal) =>
      held(id, signal, (nonce) =>
        api.ask({ method: 'POST', path: `/${id}/start`, nonce, signal }, Anything).catch((error: unknown) => unless(error, 'state')),
      ),
    stop: (id, signal) =>
      held(id, signal, (nonce) => api.ask({ method: 'POST', path: `/${id}/stop`, body: STOP, nonce, signal }, Anything)),
    async destroy(id, signal) {
      try {
        await held(id, signal, (nonce) => api.ask({ method: 'DELETE', path: `/${id}?force=true`, nonce, signal }, Anything))
      } catch (error) {
        unless(error, 'unknown')
      }
    },
  }
}

/** It is so already: started by the try whose answer was lost, or gone. @throws what it is given, where it is anything else */
function unless(error: unknown, already: MachinesFailure['trouble']): void {
  if (!(error instanceof MachinesFailure) || error.trouble !== already) throw error
}

/** Of a lease that could not be given back, or whose machine went with it. Nothing that was done is undone by it. */
const endsByItself = (): void => undefined

function machineOf({ id, name, state, region, config }: z.infer<typeof FlyMachine>): Machine {
  const metadata = config?.metadata ?? {}
  return { id, name, state, region, size: metadata[SIZE] ?? '', image: metadata[IMAGE] ?? '', guest: config?.guest }
}

const bodyOf = ({ name, size, guest, diskGb, env }: WantedMachine, image: string, region: string | undefined) => ({
  name,
  ...(region ? { region } : {}),
  config: {
    image,
    env,
    guest: { cpu_kind: guest.cpuKind, cpus: guest.cpus, memory_mb: guest.memoryMb },
    rootfs: { size_gb: diskGb },
    // A worker that ends is started again when there is work; one that cannot begin must not go round for ever.
    restart: { policy: 'no' },
    metadata: { [OURS.key]: OURS.value, [SIZE]: size, [IMAGE]: image },
  },
})
