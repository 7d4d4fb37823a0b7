import { z } from 'zod'
import type { OAuthEnv } from '#lib/env.ts'
import { ask } from './ask.ts'
import type { VendorOf } from './open-providers.ts'

const UserInfo = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional(),
  email_verified: z.boolean().optional(),
  name: z.string().optional(),
})

/** https://developers.google.com/identity/openid-connect/openid-connect */
export const google = ({ standIn }: OAuthEnv): VendorOf => {
  const at = (real: string, path: string) => (standIn ? `${standIn}/google${path}` : real + path)
  return {
    authorize: at('https://accounts.google.com', '/o/oauth2/v2/auth'),
    token: at('https://oauth2.googleapis.com', '/token'),
    scopes: ['openid', 'email', 'profile'],
    // Who has several accounts says each time which.
    extra: { prompt: 'select_account' },
    async profile(accessToken) {
      const said = await ask('google', at('https://openidconnect.googleapis.com', '/v1/userinfo'), accessToken, UserInfo)
      const email = said.email_verified && said.email ? said.email : null
      return { provider: 'google', subject: said.sub, name: said.name ?? '', email }
    },
  }
}
