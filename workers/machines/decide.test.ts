import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SIZES, type Size } from '#lib/machine-size.ts'
import { decide, LOST_MS, machineName, type Scene, type SeenMachine, STUCK_MS } from './decide.ts'

const RULES = { limit: 3, idleMs: 300_000 }
const NOBODY: Scene['others'] = { free: { small: 0, medium: 0, large: 0 }, any: false }

let count = 0
const machine = (about: Partial<SeenMachine> = {}): SeenMachine => {
  const n = ++count
  return {
    id: `m${n}`,
    name: machineName(((n - 1) % 3) + 1),
    state: 'started',
    size: 'small',
    isCurrent: true,
    worker: undefined,
    silentMs: 0,
    ...about,
  }
}
const idle = (idleMs = 0) => ({ worker: { working: 0, free: 1, idleMs } })
const working = { worker: { working: 1, free: 0, idleMs: 0 } }
const scene = (about: Partial<Omit<Scene, 'waiting'>> & { waiting?: Partial<Scene['waiting']> } = {}): Scene => ({
  ...{ light: 0, others: NOBODY, machines: [], ...about },
  waiting: { small: 0, medium: 0, large: 0, ...about.waiting },
})
const steps = (about: Parameters<typeof scene>[0], rules = RULES) => decide(scene(about), rules)

describe('what waits', () => {
  test('is made a machine of its size when there is none', () => {
    expect(steps({ waiting: { large: 1 } })).toEqual([{ do: 'create', name: 'lectern-worker-1', size: 'large' }])
  })

  test('is made none while one is idle, on its way, or somebody else’s worker is free', () => {
    expect(steps({ waiting: { small: 1 }, machines: [machine(idle())] })).toEqual([])
    for (const state of ['created', 'starting', 'started', 'restarting', 'a new word'])
      expect(steps({ waiting: { small: 1 }, machines: [machine({ state })] })).toEqual([])
    expect(steps({ waiting: { small: 1 }, others: { free: { small: 1, medium: 0, large: 0 }, any: true } })).toEqual([])
    expect(steps({ waiting: { medium: 1 }, machines: [machine(idle())] }), 'an idle one of another size is no help').toHaveLength(1)
  })

  test('has one that rests started before another is made', () => {
    const rests = machine({ state: 'stopped', name: machineName(2) })
    expect(steps({ waiting: { small: 2 }, machines: [rests] })).toEqual([
      { do: 'start', id: rests.id },
      { do: 'create', name: 'lectern-worker-1', size: 'small' },
    ])
  })

  test('waits for one that is just being stopped, and has it started then', () => {
    const ends = machine({ state: 'stopping' })
    expect(steps({ waiting: { small: 1 }, machines: [ends] })).toEqual([])
    expect(steps({ waiting: { small: 1 }, machines: [{ ...ends, state: 'stopped' }] })).toEqual([{ do: 'start', id: ends.id }])
    expect(steps({ waiting: { small: 1 }, machines: [{ ...ends, isCurrent: false }] }), 'an outdated one will not be').toHaveLength(1)
  })

  test('gets room: one that is of no use to anybody goes, and none that is', () => {
    const [first, second] = [{ name: machineName(1) }, { name: machineName(2) }]
    const [rests, works, waits] = [
      machine({ ...first, state: 'stopped' }),
      machine({ ...second, ...working }),
      machine({ ...first, ...idle() }),
    ]
    expect(steps({ waiting: { large: 1 }, machines: [rests, works] }, { ...RULES, limit: 2 })).toEqual([
      { do: 'destroy', id: rests.id, why: 'room' },
    ])
    expect(steps({ waiting: { large: 1 }, machines: [waits, works] }, { ...RULES, limit: 2 })).toMatchObject([
      { do: 'destroy', id: waits.id },
    ])
    expect(steps({ waiting: { large: 1, small: 1 }, machines: [waits, works] }, { ...RULES, limit: 2 })).toEqual([])
    const leaves = machine({ ...second, state: 'destroying' })
    expect(steps({ waiting: { large: 1 }, machines: [leaves, rests] }, { ...RULES, limit: 2 }), 'one is enough').toEqual([])
  })

  test('is made one machine when it is light, and none when anybody is there', () => {
    expect(steps({ light: 5 })).toEqual([{ do: 'create', name: 'lectern-worker-1', size: 'small' }])
    const rests = machine({ state: 'stopped', size: 'large' })
    expect(steps({ light: 5, machines: [rests] })).toEqual([{ do: 'start', id: rests.id }])
    expect(steps({ light: 5, machines: [machine(working)] })).toEqual([])
    expect(steps({ light: 5, others: { ...NOBODY, any: true } })).toEqual([])
    expect(steps({ light: 5, waiting: { large: 1 } })).toHaveLength(1)
  })
})

describe('a machine', () => {
  test('without work is stopped after its minutes, and not while something waits for it', () => {
    const one = machine(idle(RULES.idleMs))
    expect(steps({ machines: [one] })).toEqual([{ do: 'stop', id: one.id }])
    expect(steps({ machines: [machine(idle(RULES.idleMs - 1))] })).toEqual([])
    expect(steps({ machines: [one], waiting: { small: 1 } })).toEqual([])
    expect(steps({ machines: [one], light: 1 })).toEqual([])
  })

  test('whose worker is not heard is destroyed, and its encode is owed another one', () => {
    const silent = machine({ silentMs: LOST_MS, name: machineName(1) })
    expect(steps({ machines: [silent], waiting: { small: 1 } })).toEqual([
      { do: 'destroy', id: silent.id, why: 'lost' },
      { do: 'create', name: 'lectern-worker-2', size: 'small' },
    ])
    expect(steps({ machines: [machine({ silentMs: LOST_MS - 1 })] })).toEqual([])
    expect(steps({ machines: [machine({ state: 'starting', silentMs: LOST_MS })] })).toEqual([])
    expect(steps({ machines: [machine({ state: 'stopping', silentMs: STUCK_MS })] })).toMatchObject([{ do: 'destroy' }])
    expect(steps({ machines: [machine({ state: 'failed' })] })).toMatchObject([{ do: 'destroy' }])
  })

  test('of another image, another size or another name goes once it is at nothing', () => {
    for (const outdated of [{ isCurrent: false }, { size: undefined }, { name: machineName(4) }]) {
      expect(steps({ machines: [machine({ ...outdated, state: 'stopped' })] })).toMatchObject([{ do: 'destroy', why: 'outdated' }])
      expect(steps({ machines: [machine({ ...outdated, ...idle() })] })).toMatchObject([{ do: 'destroy', why: 'outdated' }])
      expect(steps({ machines: [machine({ ...outdated, ...working })] })).toEqual([])
    }
  })
})

const aSize = fc.constantFrom<Size>(...SIZES)
const STATES = ['created', 'starting', 'started', 'stopping', 'stopped', 'suspended', 'failed', 'destroying', 'migrating']
const aMachine = fc.record({
  state: fc.constantFrom(...STATES),
  size: fc.option(aSize, { nil: undefined }),
  isCurrent: fc.boolean(),
  worker: fc.option(fc.record({ working: fc.nat(2), idleMs: fc.nat(600_000) }), { nil: undefined }),
  silentMs: fc.nat(400_000),
})
const aScene = fc
  .record({
    waiting: fc.record({ small: fc.nat(4), medium: fc.nat(4), large: fc.nat(4) }),
    light: fc.nat(3),
    free: fc.record({ small: fc.nat(2), medium: fc.nat(2), large: fc.nat(2) }),
    machines: fc.array(aMachine, { maxLength: 8 }),
  })
  .map(({ free, machines, ...rest }): Scene => {
    const seen = machines.map((one, at) => ({
      ...one,
      id: `m${at}`,
      name: machineName(at + 1),
      worker: one.worker && { ...one.worker, free: one.worker.working ? 0 : 1 },
    }))
    return { ...rest, others: { free, any: Object.values(free).some(Boolean) }, machines: seen }
  })
const RUNS = { numRuns: 2_000 }
const aLimit = fc.integer({ min: 1, max: 6 })

describe('whatever is there', () => {
  test('there are never more than the limit allows, no name twice, and no machine is told two things', () => {
    fc.assert(
      fc.property(aScene, aLimit, (seen, limit) => {
        const todo = decide(seen, { ...RULES, limit })
        const made = todo.flatMap((step) => (step.do === 'create' ? [step.name] : []))
        const names = [...seen.machines.map(({ name }) => name), ...made]
        expect(names.length).toBeLessThanOrEqual(Math.max(limit, seen.machines.length))
        expect(new Set(names).size).toBe(names.length)
        const told = todo.flatMap((step) => (step.do === 'create' ? [] : [step.id]))
        expect(new Set(told).size).toBe(told.length)
      }),
      RUNS,
    )
  })

  test('never two for one: no more are got than wait and nobody is coming for', () => {
    fc.assert(
      fc.property(aScene, aLimit, (seen, limit) => {
        const todo = decide(seen, { ...RULES, limit })
        const byId = new Map(seen.machines.map((one) => [one.id, one]))
        let got = 0
        for (const size of SIZES) {
          const begun = todo.filter(
            (step) => (step.do === 'create' ? step.size : step.do === 'start' ? byId.get(step.id)?.size : undefined) === size,
          )
          const coming = seen.machines.filter(
            (one) => one.size === size && ['created', 'starting'].includes(one.state) && one.silentMs < STUCK_MS,
          )
          got += begun.length
          const forLight = begun.length === 1 && seen.light > 0 && got === 1
          if (!forLight) expect(begun.length).toBeLessThanOrEqual(Math.max(0, seen.waiting[size] - coming.length - seen.others.free[size]))
        }
      }),
      RUNS,
    )
  })

  test('who works is left to work, unless it is lost; nobody is started that is not at rest', () => {
    fc.assert(
      fc.property(aScene, aLimit, (seen, limit) => {
        const byId = new Map(seen.machines.map((one) => [one.id, one]))
        for (const step of decide(seen, { ...RULES, limit })) {
          if (step.do === 'create') continue
          const one = byId.get(step.id)!
          if (step.do === 'start') expect(['stopped', 'suspended']).toContain(one.state)
          else if (step.do === 'stop' || step.why !== 'lost') expect(one.worker?.working && one.state === 'started').toBeFalsy()
        }
      }),
      RUNS,
    )
  })

  test('round after round everything that waits gets its machine, and in the end all of them rest', () => {
    fc.assert(
      fc.property(aScene, aLimit, (seen, limit) => {
        const world = new World(seen)
        for (let round = 0; round < 200 && !world.isDone; round++) world.live(decide(world.scene, { ...RULES, limit }))
        expect(world.isDone, JSON.stringify(world.scene)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

/** Fly and the workers, as far as a plan meets them: each round everything that is on its way gets there and one encode is done. */
type Living = SeenMachine & { readonly idleSince: number }

class World {
  #machines: Living[]
  readonly #waiting: Record<Size, number>
  #light: number
  #made = 100
  #round = 0

  constructor({ machines, waiting, light }: Scene) {
    this.#machines = machines.map((one) => ({ ...one, idleSince: 0 }))
    this.#waiting = { ...waiting }
    this.#light = light
  }

  get scene(): Scene {
    return { waiting: { ...this.#waiting }, light: this.#light, others: NOBODY, machines: this.#machines }
  }

  /** Nothing waits, and every machine that is left rests and is as a new one would be. */
  get isDone(): boolean {
    const waits = this.#light + Object.values(this.#waiting).reduce((sum, n) => sum + n, 0)
    return waits === 0 && this.#machines.every(({ state, isCurrent }) => state === 'stopped' && isCurrent)
  }

  live(todo: ReturnType<typeof decide>): void {
    this.#round++
    for (const step of todo) {
      if (step.do === 'create') {
        this.#machines.push({ ...machine({ id: `m${this.#made++}`, name: step.name, size: step.size, state: 'created' }), idleSince: 0 })
      } else if (step.do === 'destroy') this.#machines = this.#machines.filter(({ id }) => id !== step.id)
      else
        this.#machines = this.#machines.map((one) =>
          one.id === step.id ? { ...one, state: step.do === 'start' ? 'starting' : 'stopping' } : one,
        )
    }
    this.#machines = this.#machines.flatMap((one) => (one.state === 'destroying' ? [] : [this.#goOn(one)]))
  }

  #goOn(one: Living): Living {
    if (['stopping', 'stopped', 'suspended', 'migrating'].includes(one.state))
      return { ...one, state: 'stopped', worker: undefined, silentMs: 0 }
    if (one.state === 'failed') return one
    if (one.state !== 'started' || !one.worker)
      return { ...one, state: 'started', silentMs: 0, worker: { working: 0, free: 1, idleMs: 0 }, idleSince: this.#round }
    if (this.#light > 0) this.#light--
    const { size } = one
    const takes = size && this.#waiting[size] > 0 && one.worker.working === 0
    if (takes) this.#waiting[size]--
    const idleSince = takes ? this.#round : one.idleSince
    return {
      ...one,
      silentMs: 0,
      idleSince,
      worker: { working: takes ? 1 : 0, free: takes ? 0 : 1, idleMs: (this.#round - idleSince) * 100_000 },
    }
  }
}
