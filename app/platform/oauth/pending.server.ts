import type { AppLoadContext } from '@remix-run/node'
import { z } from 'zod'
import { clearCookie, cookieName, readCookie, setCookie } from '#app/server/cookies.ts'
import { PROVIDERS } from '#integrations/oauth/provider.ts'

const LIFE_MS = 15 * 60_000
const SEAL = 'oauth-pending'

const Pending = z.object({
  profile: z.object({ provider: z.enum(PROVIDERS), subject: z.string(), name: z.string(), email: z.string().nullable() }),
  to: z.string(),
  expiresAt: z.number(),
})

/** Who has come back from a provider, and has yet to show that an account with their address is theirs. */
export type Pending = Omit<z.infer<typeof Pending>, 'expiresAt'>

const nameOf = ({ lectern: { schools } }: AppLoadContext): [name: string, secure: boolean] => {
  const secure = schools.env.scheme === 'https'
  return [cookieName('pending', secure), secure]
}

export function pendingCookie(context: AppLoadContext, pending: Pending): string {
  const [name, secure] = nameOf(context)
  return setCookie(name, context.lectern.schools.seal(SEAL, { ...pending, expiresAt: Date.now() + LIFE_MS }), secure, LIFE_MS)
}

export const noPendingCookie = (context: AppLoadContext): string => clearCookie(...nameOf(context))

export function pendingOf(context: AppLoadContext, request: Request): Pending | undefined {
  const sealed = readCookie(request.headers.get('Cookie'), nameOf(context)[0])
  const pending = Pending.safeParse(sealed === undefined ? undefined : context.lectern.schools.unseal(SEAL, sealed))
  return pending.success && pending.data.expiresAt > Date.now() ? pending.data : undefined
}
