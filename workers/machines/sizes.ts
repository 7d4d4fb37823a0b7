import { type Guest, larger, SIZES, type Size, smaller } from '#lib/machine-size.ts'
import type { MachinesEnv } from '#lib/machines-env.ts'
import type { JobSource } from '#tenants/jobs/handler.ts'

/** Of films whose length nobody has read yet: what cameras and screen recorders write. Bytes a second. */
const BYTES_A_SECOND = 5_000_000 / 8

/** A machine's whole disk. 50 is the most Fly gives without a volume. GB. */
export const DISK_GB: Readonly<Record<Size, number>> = { small: 8, medium: 20, large: 50 }
/** The system, and what ffmpeg has made and not sent yet. GB. */
const BESIDES_GB = 3

/**
 * Which size of machine an attempt needs. Its source has to fit on the disk, whatever the plan; beyond that a long one gets as many
 * cores as its length says and its plan allows.
 */
export function sizeFor({ sizes, plans }: Pick<MachinesEnv, 'sizes' | 'plans'>, plan: string, source: JobSource | undefined): Size {
  if (!source) return 'small'
  const minutes = (source.seconds ?? source.bytes / BYTES_A_SECOND) / 60
  const byLength = sizes.filter(({ fromMinutes }) => fromMinutes <= minutes).at(-1)?.size ?? 'small'
  const byDisk = SIZES.find((size) => source.bytes / 1e9 + BESIDES_GB <= DISK_GB[size]) ?? 'large'
  return larger(byDisk, smaller(byLength, plans.get(plan) ?? 'large'))
}

/** What a machine of a size is made of: where fewer sizes are configured, of the largest there is below it. */
export function guestFor({ sizes }: Pick<MachinesEnv, 'sizes'>, size: Size): Guest {
  const upTo = sizes.filter((one) => SIZES.indexOf(one.size) <= SIZES.indexOf(size))
  const guest = upTo.at(-1)?.guest
  if (!guest) throw new Error('the first size is small')
  return guest
}
