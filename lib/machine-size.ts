/** Sizes of machines, smallest first. What each is made of is the operator's to say (FLY_WORKER_SIZES). */
export const SIZES = ['small', 'medium', 'large'] as const
export type Size = (typeof SIZES)[number]

/** Which of two is the larger one, or the smaller one. */
export const larger = (a: Size, b: Size): Size => (SIZES.indexOf(a) > SIZES.indexOf(b) ? a : b)
export const smaller = (a: Size, b: Size): Size => (SIZES.indexOf(a) < SIZES.indexOf(b) ? a : b)

/** What a machine is made of. */
export interface Guest {
  readonly cpuKind: 'shared' | 'performance'
  readonly cpus: number
  readonly memoryMb: number
}

/** Memory that comes with one core, in MB, and the most cores there are: https://fly.io/docs/about/pricing/, presets of machines. */
const KINDS = {
  'shared-cpu': { kind: 'shared', perCpu: 256, most: 8 },
  performance: { kind: 'performance', perCpu: 2048, most: 16 },
} as const

/** The guest of a preset's name, such as `performance-4x`; undefined where there is none of that name. */
export function guestOf(preset: string): Guest | undefined {
  const [, name, count] = /^(shared-cpu|performance)-(1|2|4|8|16)x$/.exec(preset) ?? []
  if (name !== 'shared-cpu' && name !== 'performance') return undefined
  const { kind, perCpu, most } = KINDS[name]
  const cpus = Number(count)
  return cpus <= most ? { cpuKind: kind, cpus, memoryMb: cpus * perCpu } : undefined
}
