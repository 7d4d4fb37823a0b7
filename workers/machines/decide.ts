import { SIZES, type Size } from '#lib/machine-size.ts'

/** A machine, with what its worker says. */
export interface SeenMachine {
  readonly id: string
  readonly name: string
  readonly state: string
  /** Undefined: made by a build that knew other sizes. */
  readonly size: Size | undefined
  /** Made of what a new one would be made of. */
  readonly isCurrent: boolean
  /** What its worker last said; undefined when it is not heard. */
  readonly worker: { readonly working: number; readonly free: number; readonly idleMs: number } | undefined
  /** For how long a worker ought to have been heard and was not. Milliseconds. */
  readonly silentMs: number
}

/** What there is to do, and who is there to do it. */
export interface Scene {
  /** Encodes that nobody has begun, by the size of machine they need. */
  readonly waiting: Readonly<Record<Size, number>>
  /** Attempts that any worker takes, and nobody has begun. */
  readonly light: number
  /** What workers that run on no machine of ours could take. `any`: one of them is there, for what is light. */
  readonly others: { readonly free: Readonly<Record<Size, number>>; readonly any: boolean }
  readonly machines: readonly SeenMachine[]
}

export interface Rules {
  /** Machines that may exist. */
  readonly limit: number
  readonly idleMs: number
}

export type Step =
  | { readonly do: 'create'; readonly name: string; readonly size: Size }
  | { readonly do: 'start'; readonly id: string }
  | { readonly do: 'stop'; readonly id: string }
  | { readonly do: 'destroy'; readonly id: string; readonly why: 'lost' | 'outdated' | 'room' }

/** A worker is heard within seconds of its machine's start. Milliseconds. */
export const LOST_MS = 60_000
/** Fly calls a machine stuck that has been on its way for five minutes. Milliseconds. */
export const STUCK_MS = 300_000

type Phase = 'resting' | 'coming' | 'working' | 'idle' | 'leaving' | 'lost'

const RESTING = new Set(['stopped', 'suspended'])
/** On their way to rest. */
const ENDING = new Set(['stopping', 'suspending'])
const LEAVING = new Set([...ENDING, 'destroying', 'destroyed', 'replaced', 'migrated'])
const FAILED = new Set(['failed', 'launch_failed'])

export function phaseOf({ state, worker, silentMs }: Pick<SeenMachine, 'state' | 'worker' | 'silentMs'>): Phase {
  if (RESTING.has(state)) return 'resting'
  if (FAILED.has(state) || silentMs >= (state === 'started' ? LOST_MS : STUCK_MS)) return 'lost'
  if (LEAVING.has(state)) return 'leaving'
  if (state !== 'started' || !worker) return 'coming'
  return worker.working > 0 ? 'working' : 'idle'
}

/** The name of the nth machine. There are as many names as machines allowed, and Fly gives a name once: more cannot be, whoever asks for them. */
export const machineName = (n: number): string => `lectern-worker-${n}`

/**
 * What to do now. One machine performs one encode, so each that waits is owed one machine: one that is idle, or on its way, or
 * rests and is started, or is made. It never plans for an encode that a machine on its way will take.
 */
export function decide({ waiting, light, others, machines }: Scene, { limit, idleMs }: Rules): Step[] {
  const steps: Step[] = []
  const all = machines.map((machine) => ({ ...machine, phase: phaseOf(machine) }))
  const touched = new Set<string>()
  const touch = (id: string, step: Step) => {
    touched.add(id)
    steps.push(step)
  }
  const names = new Set(Array.from({ length: limit }, (_, at) => machineName(at + 1)))

  for (const { id, name, phase, size, isCurrent } of all) {
    if (phase === 'lost') touch(id, { do: 'destroy', id, why: 'lost' })
    else if ((phase === 'resting' || phase === 'idle') && (!isCurrent || !size || !names.has(name)))
      touch(id, { do: 'destroy', id, why: 'outdated' })
  }

  const untouched = (size: Size, phase: Phase) => all.filter((one) => one.size === size && one.phase === phase && !touched.has(one.id))
  const owed = owedMachines()
  let room = limit - machines.length
  const free = [...names].filter((name) => !machines.some((machine) => machine.name === name))
  let lacking = 0
  for (const size of SIZES) {
    const resting = untouched(size, 'resting')
    for (let n = owed[size]; n > 0; n--) {
      const rested = resting.shift()
      const name = free[0]
      if (rested) touch(rested.id, { do: 'start', id: rested.id })
      else if (room > 0 && name) {
        steps.push({ do: 'create', name, size })
        free.shift()
        room--
      } else lacking++
    }
  }

  // What is on its way out makes room by itself.
  const leaving = steps.filter((step) => step.do === 'destroy').length + all.filter(({ phase }) => phase === 'leaving').length
  const isOfNoUse = (size: Size, phase: Phase) => phase === 'resting' || (phase === 'idle' && waiting[size] === 0)
  const useless = all.filter(({ id, size, phase }) => !touched.has(id) && size && isOfNoUse(size, phase))
  for (const { id } of useless.slice(0, Math.max(0, lacking - leaving))) touch(id, { do: 'destroy', id, why: 'room' })

  for (const { id, size, phase, worker } of all) {
    if (phase === 'idle' && !touched.has(id) && worker && worker.idleMs >= idleMs && size && waiting[size] === 0 && light === 0)
      touch(id, { do: 'stop', id })
  }
  return steps

  /** Machines to be got, by size: for each encode that waits and that nobody who is there or on the way will take. */
  function owedMachines(): Record<Size, number> {
    const owed = { small: 0, medium: 0, large: 0 }
    for (const size of SIZES) {
      const idle = untouched(size, 'idle').reduce((sum, { worker }) => sum + (worker?.free ?? 0), 0)
      // One that is being stopped is started again once it rests: sooner there than another one that is made.
      const ending = untouched(size, 'leaving').filter(({ state, isCurrent }) => isCurrent && ENDING.has(state)).length
      owed[size] = Math.max(0, waiting[size] - idle - untouched(size, 'coming').length - ending - others.free[size])
    }
    const isAnybodyThere = others.any || all.some(({ id, phase }) => !touched.has(id) && ['coming', 'working', 'idle'].includes(phase))
    if (light > 0 && !isAnybodyThere && SIZES.every((size) => owed[size] === 0)) owed[smallestResting() ?? 'small'] = 1
    return owed
  }

  function smallestResting(): Size | undefined {
    return SIZES.find((size) => untouched(size, 'resting').length > 0)
  }
}
