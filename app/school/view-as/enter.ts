import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { platformUrl, schoolOf, setViewCookie } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { hashToken, newToken } from '#lib/crypto.ts'
import { readView } from '#tenants/people/view-as.ts'

/** Gives the browser a secret of its own and goes back to the dashboard with its hash. Nothing is opened yet, and nothing written. */
export function loader({ context, params }: LoaderFunctionArgs) {
  const tenant = schoolOf(context)
  const sealed = params.token ?? ''
  const { studentId } = readView(tenant, sealed)
  const secret = newToken()
  const back = platformUrl(context, urls.dashboard.viewAs(tenant.slug, studentId, { begin: sealed, browser: hashToken(secret) }))
  return redirect(back, { headers: { 'Set-Cookie': setViewCookie(context, secret), 'Cache-Control': 'no-store' } })
}
