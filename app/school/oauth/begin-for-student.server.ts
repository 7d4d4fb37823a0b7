import { type AppLoadContext, redirect } from '@remix-run/node'
import { type StudentState, sealState } from '#app/oauth/state.server.ts'
import { clearCookie, cookieName, readCookie, setCookie } from '#app/server/cookies.ts'
import { urls } from '#app/urls.ts'
import { STATE_LIFE_S } from '#integrations/oauth/open-providers.ts'
import { hashToken, newToken } from '#lib/crypto.ts'
import type { Tenant } from '#tenants/tenant.ts'

const nameOf = ({ lectern: { schools } }: AppLoadContext): [name: string, secure: boolean] => {
  const secure = schools.env.scheme === 'https'
  return [cookieName('begun', secure), secure]
}

/** Sends the browser to the platform's host and on to the provider, with a cookie of this host without which it cannot come back here. */
export function beginForStudent(
  context: AppLoadContext,
  request: Request,
  tenant: Tenant,
  asked: Pick<StudentState, 'provider' | 'to' | 'link'>,
): Response {
  const { schools } = context.lectern
  const browser = newToken()
  const { host } = new URL(request.url)
  const state = sealState(context, { ...asked, kind: 'student', schoolId: tenant.id, host, browserHash: hashToken(browser) })
  const [name, secure] = nameOf(context)
  const to = schools.platformOrigin + urls.platform.oauthSchool(asked.provider, state)
  return redirect(to, { headers: { 'Set-Cookie': setCookie(name, browser, secure, STATE_LIFE_S * 1000) } })
}

/** What the browser that began here has. */
export const begunIn = (context: AppLoadContext, request: Request): string | undefined =>
  readCookie(request.headers.get('Cookie'), nameOf(context)[0])

export const notBegunCookie = (context: AppLoadContext): string => clearCookie(...nameOf(context))
