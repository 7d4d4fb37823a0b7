import type { Env } from '#lib/env.ts'
import { muxByClient } from './client.ts'
import type { Mux } from './mux.ts'

/** Undefined where no account is set up: no school is offered it then. */
export const openMux = ({ mux }: Pick<Env, 'mux'>): Mux | undefined => mux && muxByClient(mux)
