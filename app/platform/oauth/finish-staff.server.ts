import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { withCookies } from '#app/oauth/providers.server.ts'
import type { StaffState } from '#app/oauth/state.server.ts'
import { deviceOf, enter, optionalPerson, redirectSignedIn } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { OtherBrowser } from '#integrations/oauth/failures.ts'
import type { Profile } from '#integrations/oauth/provider.ts'
import { linkIdentity, registerByProvider, signInByProvider, wayInOf } from '#tenants/registry/person-identities.ts'
import { pendingCookie } from './pending.server.ts'

/** Signs in, links, makes an account, or asks first whose account it is. @throws NoVerifiedEmail, IdentityTaken, EmailTaken, TooManyTries */
export async function finishStaff({ context, request }: LoaderFunctionArgs, state: StaffState, profile: Profile): Promise<Response> {
  const { schools, throttle, address } = context.lectern
  const { registry } = schools
  const device = deviceOf(context, request)
  if (state.link !== null) {
    if (optionalPerson(context, request)?.id !== state.link) throw new OtherBrowser()
    await linkIdentity(registry, state.link, profile, device)
    return redirect(urls.platform.signingIn('linked'))
  }
  const way = wayInOf(registry, profile)
  switch (way.kind) {
    case 'known': {
      const admission = await signInByProvider(registry, way.person, profile, device)
      return enter(context, admission, state.to || urls.platform.schools())
    }
    case 'confirm':
      return withCookies(redirect(urls.platform.oauthConfirm()), [pendingCookie(context, { profile, to: state.to })])
    case 'new': {
      const token = await throttle.register({ address }, () => registerByProvider(registry, profile, device))
      return redirectSignedIn(context, 'staff', token, state.to || urls.platform.newSchool())
    }
  }
}
