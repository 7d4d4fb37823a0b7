import type { AppLoadContext } from '@remix-run/node'
import { z } from 'zod'
import { STATE_LIFE_S } from '#integrations/oauth/open-providers.ts'
import { PROVIDERS, type Provider } from '#integrations/oauth/provider.ts'
import { newToken } from '#lib/crypto.ts'

/** What travels to a provider and back, signed: who begins, to what end, and where they go then. The cookies beside it say in which browser. */
const shared = { provider: z.enum(PROVIDERS), to: z.string(), once: z.string(), expiresAt: z.number() }

const StaffState = z.object({
  ...shared,
  kind: z.literal('staff'),
  /** Whose account is to be linked, being signed in; null: somebody signs in. */
  link: z.string().nullable(),
})

const StudentState = z.object({
  ...shared,
  kind: z.literal('student'),
  schoolId: z.string(),
  /** As the browser wrote it, on which the sign-in began; it goes back there. */
  host: z.string(),
  /** The hash of what the browser has a cookie of on that host. */
  browserHash: z.string(),
  link: z.string().nullable(),
})

const State = z.discriminatedUnion('kind', [StaffState, StudentState])
export type State = z.infer<typeof State>
export type StaffState = z.infer<typeof StaffState>
export type StudentState = z.infer<typeof StudentState>

type Unsealed<S> = Omit<S, 'once' | 'expiresAt'>

/** It stands in a cookie, twice, and browsers keep none above 4 KB. Empty: to where one goes anyway. */
const LONGEST_TO = 400

const SEAL = 'oauth-state'

export const sealState = ({ lectern }: AppLoadContext, state: Unsealed<StaffState> | Unsealed<StudentState>): string =>
  lectern.schools.seal(SEAL, {
    ...state,
    to: state.to.length > LONGEST_TO ? '' : state.to,
    once: newToken(),
    expiresAt: Date.now() + STATE_LIFE_S * 1000,
  })

/** Undefined for what is none of ours, of another provider, or too old. */
export function openState({ lectern }: AppLoadContext, provider: Provider, sealed: string | null): State | undefined {
  const state = State.safeParse(sealed === null ? undefined : lectern.schools.unseal(SEAL, sealed))
  return state.success && state.data.provider === provider.name && state.data.expiresAt > Date.now() ? state.data : undefined
}
