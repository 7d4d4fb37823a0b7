import type { Env } from '#lib/env.ts'
import { flyMachines } from './fly.ts'
import type { Machines } from './machines.ts'

/** Undefined where none are started by the server: then attempts are performed by it, or by workers that somebody started. */
export const openMachines = ({ machines }: Pick<Env, 'machines'>): Machines | undefined => machines && flyMachines(machines)
