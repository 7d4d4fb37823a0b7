import { z } from 'zod'
import type { OAuthEnv } from '#lib/env.ts'
import { ask } from './ask.ts'
import type { VendorOf } from './open-providers.ts'

const User = z.object({ id: z.number().int().positive(), login: z.string(), name: z.string().nullish() })
const Emails = z.array(z.object({ email: z.string().max(254), primary: z.boolean(), verified: z.boolean() }))

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
export const github = ({ standIn }: OAuthEnv): VendorOf => {
  const site = standIn ? `${standIn}/github` : 'https://github.com'
  const api = standIn ? `${standIn}/github/api` : 'https://api.github.com'
  return {
    authorize: `${site}/login/oauth/authorize`,
    token: `${site}/login/oauth/access_token`,
    scopes: ['read:user', 'user:email'],
    extra: { prompt: 'select_account' },
    async profile(accessToken) {
      const [user, emails] = await Promise.all([
        ask('github', `${api}/user`, accessToken, User),
        ask('github', `${api}/user/emails`, accessToken, Emails),
      ])
      const email = emails.find(({ primary, verified }) => primary && verified)?.email ?? null
      // A number of theirs, never the login: that one can be given up and taken by somebody else.
      return { provider: 'github', subject: String(user.id), name: user.name || user.login, email }
    },
  }
}
