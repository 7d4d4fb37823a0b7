import type { AppLoadContext } from '@remix-run/node'
import type { Providers } from '#integrations/oauth/open-providers.ts'
import type { Log } from '#lib/log.ts'
import type { Heartbeats } from '#tenants/learning/heartbeats.ts'
import type { Schools, Target } from '#tenants/schools.ts'
import type { TransportTrouble } from '#workers/transports/transport.ts'
import type { Throttle } from './throttle.ts'

/** What the server hands each loader and action. */
export interface RequestContext {
  readonly schools: Schools
  readonly target: Target
  readonly heartbeats: Heartbeats
  /** Why no job can begin now. */
  readonly jobsTrouble: () => TransportTrouble | undefined
  readonly throttle: Throttle
  /** Who else vouches for people. */
  readonly providers: Providers
  /** Has this request answered by the machine that may write. */
  readonly onPrimary: () => void
  /** Sets the answer's Retry-After, in seconds: Remix leaves out what was thrown with. */
  readonly retryAfter: (seconds: number) => void
  /** Lets this answer's page show frames of these sites, and of no others. */
  readonly allowFrames: (origins: readonly string[]) => void
  /** Lets forms of this answer's page lead on to these sites, for who has no script. */
  readonly allowForms: (origins: readonly string[]) => void
  /** A loader or an action of this route was asked; the innermost is asked last. */
  readonly asks: (routeId: string) => void
  readonly requestId: string
  readonly address: string
  /** As Exchange's. */
  readonly country: string | undefined
  readonly nonce: string
  readonly log: Log
}

declare module '@remix-run/server-runtime' {
  interface AppLoadContext {
    readonly lectern: RequestContext
  }
}

export type { AppLoadContext }
