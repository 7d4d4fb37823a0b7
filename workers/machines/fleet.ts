import { type Machine, type Machines, MachinesFailure } from '#integrations/machines/machines.ts'
import type { Log } from '#lib/log.ts'
import { SIZES } from '#lib/machine-size.ts'
import type { MachinesEnv } from '#lib/machines-env.ts'
import type { Schools } from '#tenants/schools.ts'
import { Rounds } from '#workers/rounds.ts'
import type { Crew } from '#workers/transports/bullmq.ts'
import { decide, phaseOf, type Scene, type SeenMachine, type Step } from './decide.ts'
import { DISK_GB, guestFor } from './sizes.ts'

const EVERY_MS = 5_000
/** How often Fly is asked while nothing waits and no machine runs. Milliseconds. */
const QUIET_MS = 60_000
/** Longer than one question to Fly takes, with all its tries. Milliseconds. */
const LEASE_MS = 120_000

export interface FleetOptions {
  readonly machines: Machines
  readonly env: Pick<MachinesEnv, 'limit' | 'idleMs' | 'sizes'>
  /** What waits and who is there. Rejects while that cannot be said. */
  readonly crew: () => Promise<Crew>
  readonly log: Log
  /** Milliseconds that only go forward. */
  readonly clock?: () => number
}

interface Round {
  /** Asked before each step: false when this process is to stop, or another one leads. */
  goOn?(): Promise<boolean>
  readonly signal?: AbortSignal
}

/** Has as many machines for workers as there is work for. All it knows is asked anew in each round, so a restart neither loses one nor makes one twice. */
export class Fleet {
  readonly #o: Required<FleetOptions>
  /** For how long a machine's worker ought to have been heard and was not, by the machine's id. */
  readonly #silent = new Map<string, number>()
  #lookedAt: number | undefined
  #askedAt = Number.NEGATIVE_INFINITY
  #isQuiet = false
  #isAlone = false
  #failed: string | undefined

  constructor(options: FleetOptions) {
    this.#o = { clock: () => performance.now(), ...options }
  }

  /** Nobody is there, and the last round could not change it. */
  get isInTrouble(): boolean {
    return this.#isAlone && this.#failed !== undefined
  }

  async round({ goOn = async () => true, signal }: Round = {}): Promise<void> {
    const scene = await this.#look(signal)
    if (!scene) return
    for (const step of decide(scene, this.#o.env)) {
      if (!(await goOn())) return
      await this.#try(step, signal)
    }
  }

  /** Undefined when nothing can be said, or nothing is to do. */
  async #look(signal: AbortSignal | undefined): Promise<Scene | undefined> {
    let crew: Crew
    try {
      crew = await this.#o.crew()
    } catch (error) {
      // Nobody is silent while nobody could be heard.
      this.#lookedAt = undefined
      this.#o.log.debug({ err: error }, 'machines are left as they are: redis cannot be asked')
      return undefined
    }
    this.#isAlone = crew.workers.length === 0
    const now = this.#o.clock()
    const waits = crew.light > 0 || SIZES.some((size) => crew.waiting[size] > 0)
    if (!waits && this.#isQuiet && now - this.#askedAt < QUIET_MS) return undefined
    const listed = await this.#attempt('list', () => this.#o.machines.list(signal))
    if (!listed) return undefined
    this.#askedAt = now
    const seen = this.#see(listed, crew, now)
    this.#isQuiet = !waits && seen.every((machine) => phaseOf(machine) === 'resting')
    return { waiting: crew.waiting, light: crew.light, others: othersOf(crew, listed), machines: seen }
  }

  #see(listed: readonly Machine[], { workers }: Crew, now: number): SeenMachine[] {
    // A round that comes late counts as one: nobody was listened to in between.
    const passed = this.#lookedAt === undefined ? 0 : Math.min(now - this.#lookedAt, 2 * EVERY_MS)
    this.#lookedAt = now
    const seen = listed.map((machine): SeenMachine => {
      const { id, name, state } = machine
      const card = workers.find((one) => one.machine === id)
      const worker = card && {
        working: card.working.heavy + card.working.light,
        free: Math.max(0, card.heavy - card.working.heavy),
        idleMs: card.idleMs,
      }
      const isWell = (state === 'started' && worker !== undefined) || state === 'stopped' || state === 'suspended'
      const silentMs = isWell ? 0 : (this.#silent.get(`${id} ${state}`) ?? -passed) + passed
      return { id, name, state, ...this.#madeOf(machine), worker, silentMs }
    })
    this.#silent.clear()
    for (const { id, state, silentMs } of seen) this.#silent.set(`${id} ${state}`, silentMs)
    return seen
  }

  #madeOf({ size: said, image, guest }: Machine): Pick<SeenMachine, 'size' | 'isCurrent'> {
    const { machines, env } = this.#o
    const size = SIZES.find((one) => one === said)
    const now = size && guestFor(env, size)
    const isSameGuest = !guest || (guest.cpuKind === now?.cpuKind && guest.cpus === now.cpus && guest.memoryMb === now.memoryMb)
    return { size, isCurrent: image === machines.image && isSameGuest }
  }

  async #try(step: Step, signal: AbortSignal | undefined): Promise<void> {
    const { machines, env, log } = this.#o
    await this.#attempt(step.do, async () => {
      if (step.do === 'create') {
        const { name, size } = step
        const wanted = { name, size, guest: guestFor(env, size), diskGb: DISK_GB[size], env: environmentOf(size) }
        const { id } = await machines.create(wanted, signal)
        log.info({ machine: id, name, size }, 'a machine is made for a worker')
      } else if (step.do === 'start') {
        await this.#start(step.id, signal)
      } else if (step.do === 'stop') {
        await machines.stop(step.id, signal)
        log.info({ machine: step.id }, 'a machine without work is stopped')
      } else {
        await machines.destroy(step.id, signal)
        if (step.why === 'lost') log.warn({ machine: step.id }, 'a machine whose worker is not heard is destroyed')
        else log.info({ machine: step.id, why: step.why }, 'a machine is destroyed')
      }
    })
  }

  /** A machine that rests is bound to its host. Where that one is full, another one is made elsewhere in its place. */
  async #start(id: string, signal: AbortSignal | undefined): Promise<void> {
    const { machines, log } = this.#o
    try {
      await machines.start(id, signal)
      log.info({ machine: id }, 'a machine is started')
    } catch (error) {
      if (!(error instanceof MachinesFailure) || error.trouble !== 'no_room') throw error
      log.warn({ machine: id, err: error }, 'a machine that its host has no room for is destroyed')
      await machines.destroy(id, signal)
    }
  }

  /** What cannot be done now is seen again in the next round; the same trouble is told once. */
  async #attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const done = await work()
      if (this.#failed?.startsWith(`${what}: `)) this.#failed = undefined
      return done
    } catch (error) {
      if (!(error instanceof MachinesFailure)) throw error
      // Somebody is at it, or it has just become what it was to become.
      if (error.trouble === 'held' || error.trouble === 'state') return undefined
      const failed = `${what}: ${error.trouble}`
      if (this.#failed !== failed) this.#o.log.error({ err: error, what }, 'machines for workers cannot be had')
      this.#failed = failed
      return undefined
    }
  }
}

/** Workers that somebody started by hand, and those whose machine is not in the list. */
function othersOf({ workers }: Crew, listed: readonly Machine[]): Scene['others'] {
  const free = { small: 0, medium: 0, large: 0 }
  const others = workers.filter(({ machine }) => !listed.some(({ id }) => id === machine))
  for (const { size, heavy, working } of others) free[size] += Math.max(0, heavy - working.heavy)
  return { free, any: others.length > 0 }
}

/** Where Redis is is a secret of the machines' app. One encode at a time: the whole machine is its. */
const environmentOf = (size: string): Record<string, string> => ({ WORKER_SIZE: size, ENCODE_SLOTS: '1' })

/** On the process that leads. */
export const machineRounds = (schools: Schools, fleet: Fleet): Rounds =>
  new Rounds(schools, { lease: 'machines', leaseMs: LEASE_MS, firstMs: EVERY_MS, everyMs: EVERY_MS, round: (turn) => fleet.round(turn) })
